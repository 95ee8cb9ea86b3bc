// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { Me } from '../../../src/api/session.svelte';
import type { AgentLive } from '../../../src/live/protocol';
import Callbacks from '../../../src/pages/callbacks/Callbacks.svelte';
import type { CallbacksApi, Order, OrderState } from '../../../src/pages/callbacks/callbacks_api';
import { button, press, rows, seen, show } from '../../support/mounted';

const ME = { username: 'k20060-1', rights: { see_callbacks: 'office', ring_clients: 'office' } } as unknown as Me;
const READY: AgentLive = { office: '20060', state: 'available', since: '2026-11-30T08:00:00Z' };
const RING = 'Zadzwoń: zamówienie z 30.11.2026, 9:42';
const ORDER: Order = {
  id: 'callback-1',
  cause: 'wish',
  call_id: 'call-1',
  office: '20060',
  topic: 'employer',
  ordered_at: '2026-11-30T08:42:00Z',
  due_at: '2026-11-30T08:40:00Z',
  not_before: null,
  state: 'given_up',
  attempts: 3,
  last_outcome: 'busy',
  last_tried_at: '2026-11-30T10:05:00Z',
  ended_at: '2026-11-30T09:30:00Z',
};

class Fake implements CallbacksApi {
  readonly asked: [OrderState | null, string | null][] = [];
  readonly rung: string[] = [];

  constructor(
    private readonly state: OrderState = 'given_up',
    private readonly fails?: ApiError,
  ) {}

  list = async (state: OrderState | null, after: string | null) => {
    this.asked.push([state, after]);
    return { rows: [{ ...ORDER, id: `callback-${this.asked.length}`, state: this.state }], after: after === null ? 'place-2' : null };
  };

  ring = async (order: string) => {
    if (this.fails) throw this.fails;
    this.rung.push(order);
  };
}

async function shown(api: Fake, address = '/callbacks', me = ME, agent: AgentLive | null = READY) {
  await show(Callbacks, { api }, address, me, new Map(agent === null ? [] : [[me.username, agent]]));
}

it('shows those that were given up, page by page, with what the last trial came to', async () => {
  const api = new Fake();
  await shown(api);
  await press('Pokaż następne');
  expect(api.asked).toEqual([
    ['given_up', null],
    ['given_up', 'place-2'],
  ]);
  expect(rows()).toHaveLength(2);
  expect(seen()).toContain('zajęte, 30.11.2026, 11:05');
});

it('rings by the order, not by a number', async () => {
  const api = new Fake();
  await shown(api);
  await press(RING);
  expect(api.rung).toEqual(['callback-1']);
});

it('tells in the words of the server why nobody is rung', async () => {
  await shown(new Fake('given_up', new ApiError('transition_refused', 'Do klientów można dzwonić od 8 do 20.', 409)));
  await press(RING);
  expect(seen()).toContain('Do klientów można dzwonić od 8 do 20.');
});

it.each<[string, OrderState, Me, AgentLive | null]>([
  ['an order that the centre carries out', 'waiting', ME, READY],
  ['an order that is done with', 'talked', ME, READY],
  ['whoever talks', 'given_up', ME, { ...READY, state: 'talking' }],
  ['whoever has no telephone here', 'given_up', ME, null],
  ['whoever may only see them', 'given_up', { ...ME, rights: { see_callbacks: 'office' } } as Me, READY],
])('has nothing to ring with for %s', async (_, state, me, agent) => {
  await shown(new Fake(state), '/callbacks?state=every', me, agent);
  expect(rows()).toHaveLength(1);
  expect(() => button(RING)).toThrow();
});
