// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Me } from '../../src/api/session.svelte';
import ListenHere from '../../src/listening_in/ListenHere.svelte';
import type { AgentLive } from '../../src/live/protocol';
import { CALL } from '../pages/desk/fakes.svelte';
import { button, show } from '../support/mounted';

const ME = { username: 'kierownik-20060', office: '20060', also_offices: [], rights: { listen_in: 'office' } } as unknown as Me;
const AGENT: AgentLive = { office: '20060', state: 'talking', since: '2026-11-30T08:00:00Z', call: { ...CALL, office: '20060', phase: 'talking' } };
const LISTEN = 'Posłuchaj rozmowy: Anna Nowak';

async function shown(call: string, agent: AgentLive, me = ME) {
  await show(ListenHere, { call, names: { 'k20060-1': 'Anna Nowak' } }, '/calls/call-1', me, new Map([['k20060-1', agent]]));
}

it('a conversation that goes on may be listened to from the page of its call', async () => {
  await shown(CALL.id, AGENT);
  expect(button(LISTEN).disabled).toBe(false);
});

it.each<[string, string, AgentLive, Me]>([
  ['another call', 'call-other', AGENT, ME],
  ['a call that is only offered', CALL.id, { ...AGENT, call: { ...CALL, phase: 'offered' } }, ME],
  ["another office's consultant", CALL.id, { ...AGENT, office: '20620' }, ME],
  ['whoever has no right to it', CALL.id, AGENT, { ...ME, rights: {} } as Me],
])('there is nothing to press for %s', async (_, call, agent, me) => {
  await shown(call, agent, me);
  expect(() => button(LISTEN)).toThrow();
});
