// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import type { Me } from '../../src/api/session.svelte';
import RingClient from '../../src/client_card/RingClient.svelte';
import type { RingingOutApi } from '../../src/client_card/ringing_out_api';
import type { AgentLive } from '../../src/live/protocol';
import { button, choose, press, seen, show } from '../support/mounted';

const ME = { username: 'k20060-1', rights: { ring_clients: 'office' } } as unknown as Me;
const READY: AgentLive = { office: '20060', state: 'available', since: '2026-11-30T08:00:00Z' };

async function shown(agent: AgentLive | null, ring: RingingOutApi['ring'] = async () => undefined) {
  const agents = new Map(agent === null ? [] : [[ME.username, agent]]);
  await show(RingClient, { client: 'client-anna', name: 'Anna Nowak', api: { ring } }, '/', ME, agents);
}

it('rings with a reason that is chosen, and names the client and no number', async () => {
  const ring = vi.fn<RingingOutApi['ring']>(async () => undefined);
  await shown(READY, ring);
  await press('Zadzwoń D');
  expect(seen()).toContain('Zadzwonić do: Anna Nowak?');
  await choose('W jakiej sprawie?', 'visit');
  await press('Zadzwoń');
  expect(ring.mock.calls).toEqual([['client-anna', 'visit']]);
  expect(document.querySelector('dialog')?.open).not.toBe(true);
});

it('asks for the reason first', async () => {
  const ring = vi.fn<RingingOutApi['ring']>(async () => undefined);
  await shown(READY, ring);
  await press('Zadzwoń D');
  await press('Zadzwoń');
  expect(ring).not.toHaveBeenCalled();
  expect(document.querySelector('[aria-invalid="true"]')).not.toBeNull();
});

it('tells why nobody is rung, in the words of the server', async () => {
  const refused = new ApiError('transition_refused', 'Do klientów można dzwonić od 8 do 20.', 409);
  await shown(READY, () => Promise.reject(refused));
  await press('Zadzwoń D');
  await choose('W jakiej sprawie?', 'documents');
  await press('Zadzwoń');
  expect(seen()).toContain('Do klientów można dzwonić od 8 do 20.');
});

it.each(['talking', 'offline', 'no_answer', 'unreachable'])('is not there for a consultant who is %s', async (state) => {
  await shown({ ...READY, state });
  expect(() => button('Zadzwoń D')).toThrow();
});

it('is not there for who has no telephone here', async () => {
  await shown(null);
  expect(() => button('Zadzwoń D')).toThrow();
});
