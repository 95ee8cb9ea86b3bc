/** A scenario with its versions and a draft, as the server tells them. */
import type { Me } from '../../../src/api/session.svelte';
import type { Difference, Draft, History, VersionRow } from '../../../src/scenario/review/review_api';

export const NOW = '2026-11-24T09:00:00Z';

export const EDITOR = { username: 'redaktor', mayEdit: true, mayPublish: false };
export const CHIEF = { username: 'kierownik-wup', mayEdit: true, mayPublish: true };

export const me = (rights: Record<string, string>) =>
  ({ username: 'kierownik-wup', role: 'supervisor', office: '20000', also_offices: [], rights }) as unknown as Me;

export function version(number: number, parts: Partial<VersionRow> = {}): VersionRow {
  const by = { published_by: 'kierownik-wup', approved_by: 'kierownik-wup', reason: '', restores: null };
  return { version: number, title: 'Linia', status: 'superseded', published_at: '2026-11-20T09:00:00Z', ...by, ...parts };
}

export function draft(parts: Partial<Draft> = {}): Draft {
  return {
    name: 'linia',
    revision: 7,
    state: 'draft',
    based_on: 2,
    authors: ['redaktor'],
    approved_by: null,
    changed_at: NOW,
    changed_by: 'redaktor',
    graph: { name: 'linia', title: 'Linia', start: 'menu', nodes: { menu: { kind: 'menu' } } },
    cases: [],
    drawing: { places: {}, notes: [] },
    findings: [],
    ...parts,
  };
}

export function history(parts: Partial<History> = {}): History {
  const versions = [version(2, { status: 'in_force' }), version(1, { published_by: 'system', approved_by: null })];
  return { name: 'linia', title: 'Linia', numbers: ['9510'], in_force: versions[0] ?? null, on_trial: null, planned: [], draft: null, versions, ...parts };
}

export function difference(parts: Partial<Difference> = {}): Difference {
  return { before: 1, after: 2, sentences: [], nodes: [], moved: [], drawing: [], ...parts };
}
