import { expect, it } from 'vitest';
import { rolesWith } from '../src/api/roles';
import type { Me } from '../src/api/session.svelte';
import { homeOf, isFor, pageAt, pages } from '../src/routes';

function account(role: Me['role'], ...rights: string[]): Me {
  return {
    username: 'ktoś',
    display_name: 'Ktoś',
    role,
    office: '20060',
    office_name: 'Kolno',
    also_offices: [],
    rights: Object.fromEntries(rights.map((right) => [right, 'office' as const])),
    has_totp: false,
    csrf_token: null,
  } as Me;
}

it.each([
  [account('consultant', 'use_desk'), '/desk'],
  [account('supervisor', 'work_requests', 'manage_holds', 'manage_retention'), '/clients'],
  [account('administrator', 'import_clients'), '/imports'],
  [account('auditor', 'verify_logs'), '/access-log'],
  [account('managing_team', 'manage_retention', 'see_recordings', 'verify_logs'), '/distribution'],
  [account('observer', 'read_lists', 'read_standards', 'see_reports'), '/reports'],
  [account('technician'), '/'],
])('%o begins at %s', (me, path) => {
  expect(homeOf(me)).toBe(path);
});

it('everybody of the staff reads the knowledge base, and its editors write it', () => {
  const shown = (me: Me) => pages.filter((page) => isFor(page, me)).map((page) => page.path);
  expect(homeOf(account('technician', 'read_what_is_no_secret'))).toBe('/home');
  expect(shown(account('wup_editor', 'read_lists', 'read_what_is_no_secret', 'edit_articles'))).toEqual([
    '/home',
    '/articles',
    '/knowledge-gaps',
    '/knowledge',
    '/directory',
    '/second-person',
    '/account',
  ]);
  expect(shown(account('technician', 'report_problems'))).toEqual(['/todo', '/my-reports']);
});

it('whoever may see the board finds it, and supervisors begin there', () => {
  expect(homeOf(account('supervisor', 'see_board', 'read_what_is_no_secret'))).toBe('/board');
  expect(homeOf(account('technician', 'see_board', 'read_what_is_no_secret'))).toBe('/home');
  expect(pages.filter((page) => isFor(page, account('consultant', 'use_desk'))).map((page) => page.path)).not.toContain('/board');
});

it('shows an observer sums, and no page that tells of a person', () => {
  const observer = account('observer', 'read_lists', 'read_standards', 'see_reports');
  expect(pages.filter((page) => isFor(page, observer)).map((page) => page.path)).toEqual([
    '/reports/targets',
    '/reports',
    '/figures',
    '/calendar',
    '/standards',
    '/handbook',
    '/program-keys',
    '/account',
  ]);
});

it('shows pages by the rights of the account', () => {
  const shown = (me: Me) => pages.filter((page) => isFor(page, me)).map((page) => page.path);
  expect(shown(account('auditor', 'verify_logs'))).toEqual(['/access-log', '/proof']);
  expect(shown(account('consultant', 'see_recordings'))).toContain('/recordings');
  expect(shown(account('administrator'))).not.toContain('/recordings');
  expect(shown(account('supervisor', 'work_requests'))).toContain('/requests');
  expect(shown(account('supervisor'))).not.toContain('/requests');
});

it('offers offices and lines to administrators alone, and their rules to who sets them', () => {
  const roles = (path: string) => {
    const right = pageAt(path)?.right;
    return right === undefined ? [] : [...rolesWith[right]].sort();
  };
  for (const path of ['/offices', '/numbers', '/topics', '/pause-reasons', '/transfer-targets']) expect([path, roles(path)]).toEqual([path, ['administrator']]);
  expect(roles('/look-ceilings')).toEqual(['managing_team']);
  expect(roles('/matching-weights')).toEqual(['managing_team', 'supervisor']);
  expect(roles('/recording-rules')).toEqual(['managing_team', 'supervisor']);
  expect(roles('/directory')).toContain('consultant');
});

it('knows the addresses below a page that has parts, and of no other', () => {
  expect(pageAt('/reports/waiting')?.path).toBe('/reports');
  expect(pageAt('/reports/')?.path).toBe('/reports');
  expect(pageAt('/calls/call-s724-1-2')?.path).toBe('/calls');
  expect(pageAt('/reportsx')).toBeUndefined();
  expect(pageAt('/desk/other')).toBeUndefined();
});

it('nobody begins at a page that is come to from another one', () => {
  expect(homeOf(account('technician', 'use_own_telephone'))).toBe('/');
  expect(homeOf(account('auditor', 'see_reports'))).toBe('/access-log');
  expect(pages.filter((page) => page.isUnlisted).map((page) => page.path)).toEqual([
    '/board/limits',
    '/consultants/evening',
    '/consultants/many',
    '/scenario',
    '/figures',
    '/runbook',
    '/my-reports',
    '/account',
    '/activate',
    '/parts',
  ]);
});
