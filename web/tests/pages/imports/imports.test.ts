import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { ASK_MS, goneOf, hasChangedNothing, Imports, sumsOf } from '../../../src/pages/imports/imports.svelte';
import type { ImportRun, ImportsApi } from '../../../src/pages/imports/imports_api';

const COUNTS = { read: 100, new: 2, changed: 3, same: 60, gone: 35, rejected: 1, moved: 0, elsewhere: 0 };
const RUN: ImportRun = {
  id: 'import-1',
  office: '20060',
  kind: 'full',
  state: 'reading',
  extract_at: '2026-11-26T22:00:00Z',
  first_seq: null,
  last_seq: null,
  source: '20060/2026-11-26',
  progress: 0.2,
  counts: { person: COUNTS, visit: { ...COUNTS, gone: 0 } },
  repairs: 3,
  rejects: 2,
  error: null,
  asked_at: '2026-11-27T01:00:00Z',
  ended_at: null,
  asked_by: 'system',
  confirmed_by: null,
};

let asked: unknown[][];
let runIs: ImportRun;
let fails: ApiError | null;
let imports: Imports;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  runIs = RUN;
  fails = null;
  const said = <T>(value: () => T, ...what: unknown[]): Promise<T> => {
    asked.push(what);
    return fails === null ? Promise.resolve(value()) : Promise.reject(fails);
  };
  const api: ImportsApi = {
    list: (office, after) => said(() => ({ rows: [runIs], after: null }), 'list', office, after),
    one: (id) => said(() => runIs, 'one', id),
    begin: () => said(() => [{ ...RUN, id: 'import-2', state: 'waiting' as const }], 'begin'),
    upload: (file) => said(() => ({ ...RUN, id: 'import-3', state: 'waiting' as const }), 'upload', file),
    confirm: (id) => said(() => ({ ...runIs, state: 'waiting' as const }), 'confirm', id),
    refuse: (id) => said(() => ({ ...runIs, state: 'refused' as const, confirmed_by: 'kierownik-20060' }), 'refuse', id),
    rejectsFile: (id) => said(() => new Blob(['plik;wiersz']), 'rejectsFile', id),
    rejects: (id, after) => said(() => ({ rows: [], after: null }), 'rejects', id, after),
    repairs: (id, after) => said(() => ({ rows: [], after: null }), 'repairs', id, after),
  };
  imports = new Imports(api, () => '');
});

afterEach(() => {
  imports.following.stop();
  vi.useRealTimers();
});

it('asks each second about those that go on, until they are done', async () => {
  await imports.list.load();
  imports.following.look();
  runIs = { ...RUN, state: 'writing', progress: 0.9 };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(imports.list.rows[0]?.progress).toBe(0.9);
  runIs = { ...RUN, state: 'done', progress: 1 };
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect([imports.list.rows[0]?.state, asked.filter(([name]) => name === 'one').length]).toEqual(['done', 2]);
});

it('goes on asking when an answer is missing', async () => {
  await imports.list.load();
  imports.following.look();
  fails = new ApiError('network', 'Brak połączenia.');
  await vi.advanceTimersByTimeAsync(ASK_MS);
  fails = null;
  runIs = { ...RUN, state: 'done' };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(imports.list.rows[0]?.state).toBe('done');
});

it('asks no more after the page was left', async () => {
  await imports.list.load();
  imports.following.look();
  imports.following.stop();
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect(asked.length).toBe(1);
});

it('lets a quarantined one through on a decision, and follows it', async () => {
  runIs = { ...RUN, state: 'quarantined' };
  await imports.list.load();
  imports.following.look();
  const [run] = imports.list.rows;
  if (run) imports.open(run);
  expect(run && (await imports.confirm(run))).toBe(true);
  imports.following.look();
  expect([asked.at(-1), imports.opened?.state]).toEqual([['confirm', 'import-1'], 'waiting']);
  runIs = { ...RUN, state: 'done', confirmed_by: 'kierownik-20060' };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect([imports.opened?.state, imports.opened?.confirmed_by]).toEqual(['done', 'kierownik-20060']);
});

it('does not let a quarantined one through on a decision', async () => {
  runIs = { ...RUN, state: 'quarantined' };
  await imports.list.load();
  imports.open(runIs);
  await imports.refuse(runIs);
  expect([imports.opened?.state, imports.list.rows[0]?.state, imports.opened?.confirmed_by]).toEqual(['refused', 'refused', 'kierownik-20060']);
});

it('shows an ordered one first', async () => {
  runIs = { ...RUN, state: 'done' };
  await imports.list.load();
  imports.following.look();
  expect(await imports.begin(null)).toBe(1);
  await imports.begin(new Blob(['PK']));
  expect(imports.list.rows.map((run) => run.id)).toEqual(['import-3', 'import-2', 'import-1']);
  expect(asked.map(([name]) => name)).toEqual(['list', 'begin', 'upload']);
});

it('counts what would go, and whom', () => {
  expect([goneOf(RUN), goneOf({ ...RUN, counts: {} })]).toEqual([
    { rows: 35, persons: 35 },
    { rows: 0, persons: 0 },
  ]);
  expect(sumsOf(RUN)).toMatchObject({ read: 200, new: 4, gone: 35, rejected: 2, moved: 0 });
  expect(hasChangedNothing({ ...RUN, state: 'failed' })).toBe(true);
  expect(hasChangedNothing({ ...RUN, state: 'done' })).toBe(false);
});
