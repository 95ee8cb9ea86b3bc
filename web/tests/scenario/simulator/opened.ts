import { Editing } from '../../../src/scenario/editing.svelte';
import type { Case, Graph } from '../../../src/scenario/graph';
import type { Draft, ScenarioApi } from '../../../src/scenario/scenario_api';

export const GRAPH: Graph = {
  name: 'linia-9510',
  title: 'Linia',
  start: 'powitanie',
  nodes: {
    powitanie: { kind: 'announcement', settings: { prompts: ['W01'] }, next: { done: 'menu' } },
    menu: { kind: 'menu', settings: { choices: { '1': 'praca' } }, next: { praca: 'kolejka', failed: 'koniec' } },
    kolejka: { kind: 'queue', next: { served: 'koniec', full: 'koniec' } },
    koniec: { kind: 'goodbye' },
  },
};

const BASE = {
  title: 'Linia',
  numbers: ['9510'],
  planned: [],
  name: 'linia-9510',
};
const VERSION = {
  version: 3,
  title: 'Linia',
  status: 'in_force',
  published_at: '2026-11-01T00:00:00Z',
  published_by: 'k',
  approved_by: null,
  reason: '',
  restores: null,
};

/** The draft of a scenario, open; nothing is saved. */
export async function opened(cases: readonly Case[] = [], mayEdit = true): Promise<Editing> {
  const draft = {
    name: BASE.name,
    graph: GRAPH,
    cases: [...cases],
    drawing: { places: {}, notes: [] },
    findings: [],
    revision: 1,
    state: 'draft',
    based_on: 3,
    authors: ['k'],
    approved_by: null,
    changed_at: '2026-11-24T08:00:00Z',
    changed_by: 'k',
  } as unknown as Draft;
  const api = {
    kinds: async () => ({ kinds: [], facts: [], functions: [] }),
    history: async () => ({ ...BASE, in_force: VERSION, draft, versions: [VERSION] }),
    draft: async () => draft,
    prompts: async () => [],
    check: async () => [],
    save: async (_name: string, revision: number, sheet: { cases: readonly Case[]; graph: Graph }) => ({ ...draft, ...sheet, revision: revision + 1 }),
  } as unknown as ScenarioApi;
  const editing = new Editing(api, () => mayEdit);
  await editing.open(BASE.name, null);
  return editing;
}
