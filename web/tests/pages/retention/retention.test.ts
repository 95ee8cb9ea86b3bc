import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ASK_MS, Retention } from '../../../src/pages/retention/retention.svelte';
import type { RetentionApi, Rule, RuleRow, Run } from '../../../src/pages/retention/retention_api';
import { daysOf, daysWrong, inForce, planned, totalOf } from '../../../src/pages/retention/rules';

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
let runIs: Run;
let retention: Retention;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  runIs = RUN;
  const said = <T>(value: () => T, ...what: unknown[]): Promise<T> => {
    asked.push(what);
    return Promise.resolve(value());
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
  retention.following.stop();
  vi.useRealTimers();
});

it('knows what holds today and what is planned, and forgets what never held', () => {
  expect([inForce(RULE, null, TODAY)?.valid_from, inForce(RULE, '20060', TODAY)?.days]).toEqual(['2000-01-01', 14]);
  expect(planned(RULE, TODAY).map((each) => each.days)).toEqual([45, 60]);
  expect([daysOf(RULE, null), daysOf(RULE, '20060'), daysOf(RULE, '20610')]).toEqual([30, 14, 30]);
});

it.each([
  ['0', true],
  ['91', true],
  ['dwa', true],
  ['90', false],
])('%s days are out of bounds: %s', (typed, isWrong) => {
  expect(daysWrong(RULE, typed) !== '').toBe(isWrong);
});

it('plans on the version that was read', async () => {
  await retention.rules.load();
  const wanted = { office: null, days: 60, valid_from: '2027-01-01', basis: 'Zarządzenie' };
  expect(await retention.plan(RULE, wanted)).toContain('Nagrania rozmów');
  expect([asked.at(-1), retention.rules.value?.[0]?.version]).toEqual([['plan', 5, 60], 6]);
});

it('follows a run until it has ended', async () => {
  await retention.begin(true);
  retention.following.look();
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
