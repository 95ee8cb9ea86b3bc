// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import { PAUSE_MS } from '../../src/blocks/saving/autosave.svelte';
import { CHECK_MS, Editing } from '../../src/scenario/editing.svelte';
import * as g from '../../src/scenario/graph';
import type { Draft, Finding, ScenarioApi } from '../../src/scenario/scenario_api';
import { loadWords } from '../../src/words';

const GRAPH: g.Graph = {
  name: 'linia',
  title: 'Linia',
  start: 'powitanie',
  nodes: { powitanie: { kind: 'announcement', settings: { prompts: ['W01'] }, next: { done: 'koniec' } }, koniec: { kind: 'goodbye' } },
};
const finding = (text: string): Finding => ({ severity: 'error', node: 'koniec', text, setting: null, outcome: null });

/** As the database gives it back: the keys in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, turned(inner)] as const)
      .toReversed(),
  );
}

/** One scenario at the server, with a draft. */
class FakeScenarios {
  readonly asked: unknown[][] = [];
  readonly fails: ApiError[] = [];
  draftThere: Draft | null = {
    name: 'linia',
    revision: 1,
    state: 'draft',
    based_on: 1,
    authors: ['redaktor'],
    approved_by: null,
    changed_at: '2026-11-30T10:00:00Z',
    changed_by: 'redaktor',
    graph: GRAPH,
    drawing: g.NO_DRAWING,
    cases: [],
    findings: [],
  } as unknown as Draft;

  count = (name: string) => this.asked.filter(([each]) => each === name).length;

  /** What somebody else saves meanwhile. */
  changed(by: (sheet: g.Sheet) => g.Sheet): void {
    const { graph, drawing, cases } = turned(by(g.sheetOf(this.draftThere as never))) as g.Sheet;
    this.draftThere = { ...(this.draftThere as Draft), graph, drawing, cases, revision: this.draftThere!.revision + 1, changed_by: 'redaktor2' } as never;
  }

  kinds = () => Promise.resolve({ kinds: [], facts: [], functions: [] });
  prompts = () => Promise.resolve([]);
  history = () => Promise.resolve({ name: 'linia', in_force: { version: 1 }, versions: [{ version: 1 }], planned: [], draft: this.draftThere } as never);
  version = (name: string, version: number) => {
    this.asked.push(['version', name, version]);
    return Promise.resolve({ version, graph: GRAPH, cases: [], drawing: g.NO_DRAWING } as never);
  };
  draft = () => (this.draftThere ? Promise.resolve(this.draftThere) : Promise.reject(new ApiError('not_found', 'Nie ma.', 404)));
  begin = () => {
    this.draftThere = { ...new FakeScenarios().draftThere, revision: 7 } as Draft;
    return Promise.resolve(this.draftThere);
  };
  check = () => {
    this.asked.push(['check']);
    return Promise.resolve([finding('Węzeł „koniec”: czegoś brak.')]);
  };
  save = (_: string, revision: number, sheet: g.Sheet) => {
    this.asked.push(['save', revision, sheet]);
    const error = this.fails.shift();
    if (error) return Promise.reject(error);
    if (revision !== this.draftThere?.revision) return Promise.reject(new ApiError('stale_draft', 'Ktoś był szybszy.', 409));
    this.changed(() => sheet);
    return Promise.resolve(this.draftThere);
  };
}

let api: FakeScenarios;
let editing: Editing;
let isEditor = true;
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  vi.useFakeTimers();
  await loadWords(['scenario', 'blocks']);
  api = new FakeScenarios();
  isEditor = true;
  editing = new Editing(api as unknown as ScenarioApi, () => isEditor);
  await editing.open('linia', null);
});
afterEach(() => vi.useRealTimers());

it('a scenario that is only looked at is sent nowhere', async () => {
  await after(20_000);
  expect(editing.state).toBe('there');
  expect(editing.sheet.graph).toBe(GRAPH);
  expect(api.asked).toEqual([]);
  expect(editing.saving.isUnsaved).toBe(false);
});

it('what is changed is saved as it stands, on the revision that was read, and its findings follow', async () => {
  editing.change((sheet) => g.entitle(sheet, 'Linia 2'), 'title');
  expect(editing.saving.isUnsaved).toBe(true);
  await after(CHECK_MS + 1);
  expect(editing.findings).toEqual([finding('Węzeł „koniec”: czegoś brak.')]);
  await after(PAUSE_MS);
  expect(api.asked.find(([name]) => name === 'save')?.[1]).toBe(1);
  expect(editing.saving.state).toBe('saved');
  expect(editing.draft?.revision).toBe(2);
  editing.undo();
  await after(PAUSE_MS + 1);
  expect(api.draftThere?.graph).toEqual(GRAPH);
  editing.redo();
  await after(PAUSE_MS + 1);
  expect((api.draftThere?.graph as g.Graph).title).toBe('Linia 2');
});

it('what nobody can save stays, and goes when the service is back', async () => {
  api.fails.push(new ApiError('network', 'Brak połączenia.', 0));
  editing.change((sheet) => g.entitle(sheet, 'Nowa'));
  await after(PAUSE_MS + 1);
  expect(editing.saving.state).toBe('kept');
  expect(editing.graph.title).toBe('Nowa');
  await after(2000);
  expect(editing.saving.state).toBe('saved');
});

it('what two people change apart is joined; of the same node both are told, and nothing is written over', async () => {
  api.changed((sheet) => g.set(sheet, 'powitanie', 'prompts', ['W02']));
  editing.change((sheet) => g.entitle(sheet, 'Moja'));
  await after(3 * PAUSE_MS);
  expect(editing.saving.state).toBe('saved');
  expect(editing.graph.title).toBe('Moja');
  expect(editing.graph.nodes.powitanie?.settings).toEqual({ prompts: ['W02'] });

  api.changed((sheet) => g.set(sheet, 'powitanie', 'prompts', ['W03']));
  editing.change((sheet) => g.set(sheet, 'powitanie', 'prompts', ['W04']));
  await after(3 * PAUSE_MS);
  expect(editing.saving.state).toBe('conflict');
  expect(editing.clashes).toEqual(['powitanie']);
  expect((api.draftThere?.graph as g.Graph).nodes.powitanie?.settings).toEqual({ prompts: ['W03'] });
  expect(editing.graph.nodes.powitanie?.settings).toEqual({ prompts: ['W04'] });
  await editing.keepMine();
  expect((api.draftThere?.graph as g.Graph).nodes.powitanie?.settings).toEqual({ prompts: ['W04'] });
});

it('what was saved and comes back in another order was changed by nobody', async () => {
  editing.change((sheet) => g.set(sheet, 'powitanie', 'is_interruptible', false));
  await after(2 * PAUSE_MS);
  api.changed((sheet) => g.entitle(sheet, 'Ich'));
  editing.change((sheet) => g.set(sheet, 'powitanie', 'is_interruptible', true));
  await after(3 * PAUSE_MS);
  expect(editing.saving.state).toBe('saved');
  expect([editing.graph.title, editing.graph.nodes.powitanie?.settings?.is_interruptible]).toEqual(['Ich', true]);
});

it('their words can be taken instead', async () => {
  api.changed((sheet) => g.entitle(sheet, 'Ich'));
  editing.change((sheet) => g.entitle(sheet, 'Moja'));
  await after(2 * PAUSE_MS);
  editing.takeTheirs();
  expect(editing.graph.title).toBe('Ich');
  expect(editing.saving.isUnsaved).toBe(false);
});

it('nobody changes a draft that is in review, a version, or what they may only read', async () => {
  const change = () => editing.change((sheet) => g.entitle(sheet, 'Inna'));
  isEditor = false;
  change();
  isEditor = true;
  api.draftThere = { ...api.draftThere, state: 'in_review' } as Draft;
  await editing.again();
  change();
  await editing.open('linia', 1);
  change();
  expect(editing.version?.version).toBe(1);
  expect(editing.graph.title).toBe('Linia');
  expect(api.count('save')).toBe(0);
});

it('without a draft the version in force is shown, and a draft begins on it', async () => {
  api.draftThere = null;
  await editing.again();
  expect([editing.version?.version, editing.mayBegin, editing.isWritable]).toEqual([1, true, false]);
  await editing.begin();
  expect([editing.version, editing.draft?.revision, editing.isWritable]).toEqual([null, 7, true]);
});

it('a step that somebody else takes is shown, and what is typed meanwhile stays', async () => {
  await editing.look();
  expect(editing.draft?.state).toBe('draft');
  api.draftThere = { ...api.draftThere, state: 'in_review' } as Draft;
  await editing.look();
  expect([editing.draft?.state, editing.isWritable]).toEqual(['in_review', false]);
  api.draftThere = { ...api.draftThere, state: 'draft' } as Draft;
  await editing.look();
  editing.change((sheet) => g.entitle(sheet, 'Moja'));
  api.changed((sheet) => g.set(sheet, 'powitanie', 'prompts', ['W02']));
  await editing.look();
  expect(editing.graph.title).toBe('Moja');
  await after(3 * PAUSE_MS);
  expect([editing.graph.title, editing.graph.nodes.powitanie?.settings]).toEqual(['Moja', { prompts: ['W02'] }]);
  api.draftThere = null;
  await editing.look();
  expect([editing.draft, editing.version?.version]).toEqual([null, 1]);
});

it('a hundred steps are taken back', async () => {
  for (let n = 1; n <= 120; n += 1) editing.change((sheet) => g.entitle(sheet, `Linia ${n}`));
  for (let n = 1; n <= 110; n += 1) editing.undo();
  expect(editing.graph.title).toBe('Linia 10');
  await after(PAUSE_MS * 3);
  expect((api.draftThere?.graph as g.Graph).title).toBe('Linia 10');
});
