import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import { ASK_MS, Retention } from '../../src/retention/retention.svelte';
import type { RetentionApi, Rule, RuleRow, Run } from '../../src/retention/retention_api';
import { daysOf, faultsOf, inForce, planned, totalOf } from '../../src/retention/rules';

const TODAY = '2026-11-27';

function row(change: Partial<RuleRow>): RuleRow {
  return {
    id: `rule-${change.valid_from ?? '0'}`,
    office: null,
    days: 30,
    valid_from: '2000-01-01',
    valid_to: null,
    basis: 'RODO',
    changed_by: 'system',
    changed_at: '2026-01-01T00:00:00Z',
    ...change,
  };
}

const RULE: Rule = {
  kind: 'recording',
  title: 'Nagrania rozmów',
  what_happens: 'Plik jest usuwany.',
  days: 30,
  shortest: 1,
  longest: 90,
  is_of_office: true,
  is_announced: true,
  offices: [{ office: '20060', days: 14, is_own: true }],
  rows: [
    row({ valid_from: '2027-03-01', days: 60 }),
    row({ valid_from: '2027-01-01', valid_to: '2027-03-01', days: 45 }),
    row({ valid_from: '2026-12-01', valid_to: '2026-12-01', days: 5 }),
    row({ id: 'rule-own', office: '20060', valid_from: '2026-11-01', days: 14 }),
    row({ valid_to: '2027-01-01' }),
  ],
  version: 5,
};

const RUN: Run = {
  id: 'retention-1',
  is_dry: true,
  state: 'waiting',
  day: TODAY,
  asked_by: 'zespol',
  asked_at: '2026-11-27T09:00:00Z',
  began_at: null,
  ended_at: null,
  counts: [],
};

let asked: unknown[][];
let fails: ApiError | null;
let runIs: Run;
let retention: Retention;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  fails = null;
  runIs = RUN;
  const said = <T>(value: () => T, ...what: unknown[]): Promise<T> => {
    asked.push(what);
    const failure = fails;
    fails = null;
    return failure === null ? Promise.resolve(value()) : Promise.reject(failure);
  };
  const api: RetentionApi = {
    rules: () => said(() => [RULE], 'rules'),
    plan: (rule, wanted) => said(() => ({ ...RULE, version: 6 }), 'plan', rule.version, wanted.days),
    runs: (after) => said(() => ({ rows: [runIs], after: null }), 'runs', after),
    begin: (isDry) => said(() => runIs, 'begin', isDry),
  };
  retention = new Retention(api);
});

afterEach(() => {
  retention.stop();
  vi.useRealTimers();
});

it('knows what holds today and what is planned, and forgets what never held', () => {
  expect([inForce(RULE, null, TODAY)?.valid_from, inForce(RULE, '20060', TODAY)?.days]).toEqual(['2000-01-01', 14]);
  expect(planned(RULE, TODAY).map((each) => each.days)).toEqual([45, 60]);
  expect([daysOf(RULE, null), daysOf(RULE, '20060'), daysOf(RULE, '20610')]).toEqual([30, 14, 30]);
});

it.each([
  [0, TODAY, ['days']],
  [91, TODAY, ['days']],
  [Number.NaN, '2026-11-26', ['days', 'from']],
  [90, TODAY, []],
  [null, '2027-01-01', []],
])('%s days from %s: %s are out of bounds', (days, from, wrong) => {
  expect(Object.keys(faultsOf(RULE, { office: null, days, from, basis: '' }, TODAY))).toEqual(wrong);
});

it('plans on the version that was read', async () => {
  await retention.load();
  const wanted = { office: null, days: 60, valid_from: '2027-01-01', basis: 'Zarządzenie' };
  expect(await retention.plan(RULE, wanted)).toBe(true);
  expect([asked.at(-1), retention.rules[0]?.version]).toEqual([['plan', 5, 60], 6]);
  expect(retention.done).toContain('Nagrania rozmów');
});

it('loads the rule that somebody else has changed', async () => {
  await retention.load();
  fails = new ApiError('stale_version', 'Stara wersja.', 412);
  expect(await retention.plan(RULE, { office: null, days: 60, valid_from: '2027-01-01', basis: 'Zarządzenie' })).toBe(false);
  expect([asked.at(-1), retention.actFailure.includes('wczytano ją na nowo')]).toEqual([['rules'], false]);
  expect(retention.actFailure).toContain('Wczytano ją na nowo');
});

it('follows a run until it has ended', async () => {
  await retention.begin(true);
  expect([retention.opened?.state, asked.at(-1)]).toEqual(['waiting', ['begin', true]]);
  const counts = [{ kind: 'recording' as const, title: 'Nagrania rozmów', rows: 3, files: 3, held: 1 }];
  runIs = { ...RUN, state: 'running', counts };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect([retention.opened?.state, retention.opened && totalOf(retention.opened, 'files')]).toEqual(['running', 3]);
  runIs = { ...runIs, state: 'done', ended_at: '2026-11-27T09:00:10Z' };
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect([retention.opened?.state, retention.lastDry?.id]).toEqual(['done', 'retention-1']);
  expect(asked.filter(([name]) => name === 'runs').length).toBe(2);
});

it('tells why a run was not begun', async () => {
  fails = new ApiError('run_goes_on', 'Poprzedni przebieg jeszcze się nie skończył.', 409);
  expect(await retention.begin(false)).toBe(false);
  expect(retention.actFailure).toBe('Poprzedni przebieg jeszcze się nie skończył.');
});
