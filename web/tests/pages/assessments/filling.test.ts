import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { Assessments } from '../../../src/pages/assessments/assessments.svelte';
import type { AssessmentDetail, AssessmentsApi, NewSheet } from '../../../src/pages/assessments/assessments_api';
import { Filling } from '../../../src/pages/assessments/filling.svelte';
import { PAUSE_MS } from '../../../src/blocks/saving/autosave.svelte';
import { actsOf } from '../../../src/pages/assessments/sheet';
import { assessmentOf, sheetOf } from './support';

let is: AssessmentDetail;
let saves: { version: number; sheet: NewSheet }[];
let fails: ApiError | null;
let api: AssessmentsApi;

beforeEach(() => {
  vi.useFakeTimers();
  is = assessmentOf();
  saves = [];
  fails = null;
  const changed = (change: Partial<AssessmentDetail>) => {
    if (fails !== null) {
      const failure = fails;
      fails = null;
      return Promise.reject(failure);
    }
    is = { ...is, ...change, version: is.version + 1 };
    return Promise.resolve(is);
  };
  api = {
    list: () => Promise.resolve({ rows: [is], after: null }),
    view: () => Promise.resolve(is),
    save: (_id, version, sheet) => {
      saves.push({ version, sheet });
      return changed({ state: 'draft', sheets: [sheetOf({ scores: sheet.scores, remark: sheet.remark ?? '' })] });
    },
    give: (_id, version) => {
      saves.push({ version, sheet: { scores: {}, remark: '' } });
      return changed({ state: 'given' });
    },
    correct: () => changed({}),
    answer: () => changed({}),
    close: () => changed({}),
    setAside: () => changed({}),
    assign: () => changed({}),
  };
});

afterEach(() => vi.useRealTimers());

it('saves a moment after the last change, on the version of before', async () => {
  const told: number[] = [];
  const filling = new Filling(api, is, ({ version }) => told.push(version));
  filling.score('greeting', 3);
  filling.filled.remark = 'Dobra rozmowa.';
  filling.touched();
  expect(filling.state).toBe('typed');
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
  expect(saves).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(saves).toEqual([{ version: 1, sheet: { scores: { greeting: 3 }, notes: {}, remark: 'Dobra rozmowa.' } }]);
  expect([filling.state, filling.version, told]).toEqual(['saved', 2, [2]]);
});

it('what is typed while it is saved goes next, and nothing goes twice at once', async () => {
  const filling = new Filling(api, is, () => undefined);
  filling.score('greeting', 3);
  const first = filling.flush();
  filling.score('identity', null);
  expect(filling.isUnsaved).toBe(true);
  await first;
  expect(await filling.flush()).toBe(true);
  expect(saves.map(({ version }) => version)).toEqual([1, 2]);
  expect(saves.at(-1)?.sheet.scores).toEqual({ greeting: 3, identity: null });
});

it('says when somebody else has changed it, and writes over nothing before a person has chosen', async () => {
  const filling = new Filling(api, is, () => undefined);
  fails = new ApiError('stale_version', 'Dane zmieniły się.', 412);
  is = { ...is, version: 7, sheets: [sheetOf({ scores: { greeting: 1 } })] };
  filling.score('greeting', 3);
  expect([await filling.flush(), filling.state]).toEqual([false, 'conflict']);
  filling.score('greeting', 2);
  await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
  expect(saves).toHaveLength(1);
  await filling.keepMine();
  expect([filling.state, saves.at(-1)]).toEqual(['saved', { version: 7, sheet: { scores: { greeting: 2 }, notes: {}, remark: '' } }]);
});

it('tries again by itself what could not be saved', async () => {
  const filling = new Filling(api, is, () => undefined);
  fails = new ApiError('network', 'Brak połączenia.');
  filling.score('greeting', 3);
  expect([await filling.flush(), filling.state, filling.failure]).toEqual([false, 'kept', 'Brak połączenia.']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(filling.state).toBe('saved');
});

it('a draft is saved before it is given, and what is typed outlives the saving', async () => {
  const assessments = new Assessments(
    api,
    () => 'kierownik',
    (one) => actsOf(one, 'kierownik', true).fill,
  );
  await assessments.show({ state: '', agent: '', isMine: false });
  await assessments.open('assessment-1');
  const filling = assessments.filling;
  filling?.score('greeting', 3);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(assessments.filling).toBe(filling);
  expect(assessments.list.rows[0]?.state).toBe('draft');
  filling?.score('identity', 1);
  expect(await assessments.act((one, version) => api.give(one.id, version), 'przekazano')).toBe(true);
  expect(saves.map(({ version }) => version)).toEqual([1, 2, 3]);
  expect([assessments.opened?.state, assessments.filling, assessments.done]).toEqual(['given', null, 'przekazano']);
});

it('an assessment that cannot be opened says so, and is asked for again', async () => {
  const assessments = new Assessments(
    { ...api, view: () => Promise.reject(new ApiError('not_found', 'Nie znaleziono.')) },
    () => '',
    () => false,
  );
  await assessments.open('assessment-2');
  expect([assessments.openState, assessments.openFailure]).toEqual(['failed', 'Nie znaleziono.']);
  await assessments.open(null);
  expect(assessments.openState).toBe('none');
});

it('what keeps a draft from being given is said where it was to be given', async () => {
  const assessments = new Assessments(
    api,
    () => 'kierownik',
    (one) => actsOf(one, 'kierownik', true).fill,
  );
  await assessments.open('assessment-1');
  assessments.filling?.score('greeting', 3);
  fails = new ApiError('network', 'Brak połączenia.');
  expect(await assessments.act((one, version) => api.give(one.id, version), 'przekazano')).toBe(false);
  expect(assessments.actFailure).toBe('Brak połączenia.');
});
