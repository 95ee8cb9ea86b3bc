// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import Sessions from '../../../src/pages/sessions/Sessions.svelte';
import { press, rows, seen, show } from '../../support/mounted';

const ANNA = {
  id: 'session-1',
  kind: 'page' as const,
  address: '10.20.6.17',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  created_at: '2026-11-24T07:00:00Z',
  last_seen_at: '2026-11-24T09:00:00Z',
  is_current: false,
  username: 'k20060-1',
  display_name: 'Anna Nowak',
  role: 'consultant' as const,
  office: '20060',
};
const ADMINISTRATOR = { ...ANNA, id: 'session-2', display_name: 'Adam Lis', role: 'administrator' as const, office: '20000', is_current: true };

it('says who is logged in, since when and from what, and ends a session but not the own one', async () => {
  const ended: string[] = [];
  const api = { all: async () => [ANNA, ADMINISTRATOR].filter(({ id }) => !ended.includes(id)), end: async (id: string) => void ended.push(id) };
  await show(Sessions, { api }, '/sessions');
  expect(rows()).toHaveLength(2);
  expect(rows()[0]?.join()).toContain('Firefox, Linux');
  expect(rows()[0]?.join()).toContain('24.11.2026, 8:00');
  expect(document.querySelectorAll('button[aria-label^="Zakończ sesję"]')).toHaveLength(1);
  await press('Zakończ sesję: Anna Nowak, Firefox, Linux, 24.11.2026, 8:00');
  expect(seen()).toContain('wyloguje się od razu');
  expect(ended).toEqual([]);
  await press('Zakończ sesję');
  expect(ended).toEqual(['session-1']);
  expect(seen()).toContain('Sesja została zakończona.');
  expect(rows()).toHaveLength(1);
});

it('narrows to an office', async () => {
  await show(Sessions, { api: { all: async () => [ANNA, ADMINISTRATOR], end: async () => {} } }, '/sessions?office=20060');
  expect(rows().map((row) => row[0])).toEqual(['Kto Anna Nowak']);
});
