import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../src/api/client';
import { Corrections } from '../../src/corrections/corrections.svelte';
import type { Correction, CorrectionsApi } from '../../src/corrections/corrections_api';

function proposal(id: string): Correction {
  return {
    id,
    client_id: 'client-anna',
    field: 'phone',
    old_value: '600100200',
    new_value: '600100299',
    proposed_at: '2026-11-27T08:42:00Z',
    account: 'k20060-1',
    call_id: 'call-1',
    state: 'open',
    decided_at: null,
    decided_by: null,
    first_name: 'Anna Maria',
    last_name: 'Żółtowska',
    birth_date: '1985-03-09',
  };
}

let asked: unknown[][];
let fails: ApiError | null;
let after: string | null;
let corrections: Corrections;

beforeEach(() => {
  asked = [];
  fails = null;
  after = null;
  const said = <T>(value: () => T, ...what: unknown[]): Promise<T> => {
    asked.push(what);
    return fails === null ? Promise.resolve(value()) : Promise.reject(fails);
  };
  const api: CorrectionsApi = {
    list: (state, from) => said(() => ({ rows: [proposal(`correction-${asked.length}`)], after }), 'list', state, from),
    gminas: () => Promise.resolve([]),
    decide: (id, decision) => said(() => ({ ...proposal(id), state: decision, decided_by: 'kierownik-20060' }), 'decide', id, decision),
  };
  corrections = new Corrections(api);
});

it('shows those of a state, page by page', async () => {
  after = 'place-2';
  await corrections.show('open');
  await corrections.more();
  expect(asked).toEqual([
    ['list', 'open', null],
    ['list', 'open', 'place-2'],
  ]);
  expect(corrections.rows.map((each) => each.id)).toEqual(['correction-1', 'correction-2']);
});

it('leaves what was decided in sight', async () => {
  await corrections.show('open');
  const [row] = corrections.rows;
  if (row) await corrections.decide(row, 'accepted');
  expect(corrections.rows.map((each) => [each.state, each.decided_by])).toEqual([['accepted', 'kierownik-20060']]);
});

it('tells why a decision was not saved, and changes nothing', async () => {
  await corrections.show('open');
  fails = new ApiError('correction_decided', 'O tej propozycji już zdecydowano.', 409);
  const [row] = corrections.rows;
  if (row) await corrections.decide(row, 'refused');
  expect([corrections.decisionFailure, corrections.rows[0]?.state, corrections.busy.size]).toEqual([
    'O tej propozycji już zdecydowano.',
    'open',
    0,
  ]);
});
