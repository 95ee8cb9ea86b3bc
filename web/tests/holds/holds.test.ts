import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../src/api/client';
import type { Hold } from '../../src/client_card/rights_api';
import { Holds, isInForce, stateOf } from '../../src/holds/holds.svelte';
import type { HoldsApi } from '../../src/holds/holds_api';

const HOLD: Hold = {
  id: 'hold-1',
  office: '20060',
  client_id: 'client-anna',
  call_id: null,
  categories: ['benefits'],
  reason: 'Spór',
  basis: 'art. 17 ust. 3 lit. e RODO',
  set_by: 'kierownik-20060',
  set_at: '2026-11-20T09:00:00Z',
  until: null,
  ended_by: null,
  ended_at: null,
  version: 1,
};

let asked: unknown[][];
let fails: ApiError | null;
let is: Hold;
let holds: Holds;

beforeEach(() => {
  asked = [];
  fails = null;
  is = HOLD;
  const api: HoldsApi = {
    list: (state, after) => {
      asked.push(['list', state, after]);
      return Promise.resolve({ rows: [is], after: null });
    },
    end: (hold) => {
      asked.push(['end', hold.version]);
      return fails === null ? Promise.resolve() : Promise.reject(fails);
    },
  };
  holds = new Holds(api);
});

it('counts the last day', () => {
  expect(['2026-11-27', '2026-11-26'].map((until) => isInForce({ ...HOLD, until }, '2026-11-27'))).toEqual([true, false]);
  expect(isInForce({ ...HOLD, ended_at: '2026-11-20T10:00:00Z' }, '2026-11-27')).toBe(false);
});

it('shows those of the state in the address', async () => {
  expect([stateOf(new URLSearchParams('')), stateOf(new URLSearchParams('state=over'))]).toEqual(['inForce', 'over']);
  await holds.show('over');
  expect(asked).toEqual([['list', 'over', null]]);
});

it('proposes the end of one on the version that was read, and leaves it in force', async () => {
  await holds.show('inForce');
  holds.ask(HOLD);
  await holds.end();
  expect([asked.at(-1), holds.asked, holds.done]).toEqual([['end', 1], null, 'end']);
  expect(holds.list.rows[0]?.ended_by).toBe(null);
});

it('loads what somebody else has changed, and asks again', async () => {
  await holds.show('inForce');
  holds.ask(HOLD);
  is = { ...HOLD, version: 5 };
  fails = new ApiError('stale_version', 'Stara wersja.', 412);
  await holds.end();
  expect([holds.asked?.version, holds.done]).toEqual([5, null]);
  expect(holds.failure).toContain('wczytano na nowo');
});

it('shows a new one first', async () => {
  await holds.show('inForce');
  holds.added({ ...HOLD, id: 'hold-2' });
  expect([holds.list.rows.map((each) => each.id), holds.done]).toEqual([['hold-2', 'hold-1'], 'set']);
});
