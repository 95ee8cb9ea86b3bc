// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { FakePhone } from '../../../src/phone/fake_phone';
import RingMe from '../../../src/scenario/trial/RingMe.svelte';
import type { Surroundings, TrialApi, TrialNow, Tried } from '../../../src/scenario/trial/trial_api';
import { loadWords } from '../../../src/words';
import { button, press, seen, settled, show } from '../../support/mounted';

const AROUND = { at: '2026-11-24T10:00:00', card_office: '20060' } as Surroundings;
let phone: FakePhone;
let begun: Tried[];
let now: TrialNow;

beforeEach(async () => {
  await loadWords(['ring_me']);
  phone = new FakePhone();
  begun = [];
  now = { state: 'queue', end: null, nodes: ['powitanie', 'kolejka'], count: 2, fault: '' };
});

const api: TrialApi = {
  telephone: () => Promise.resolve({ sip_user: 'trial-redaktor', ice_servers: [] }),
  begin: (what) => Promise.resolve((begun.push(what), 'trial-1')),
  look: (_, since) => Promise.resolve({ ...now, nodes: now.nodes.slice(since) }),
  leaveQueue: () => Promise.resolve(void (now = { ...now, state: 'walking' })),
  end: () => Promise.resolve(void (now = { ...now, state: 'ended', end: 'given_up' })),
};
const devices = {
  permission: 'granted' as const,
  headset: { isBlocked: false, unlock: () => Promise.resolve(), on: () => () => undefined },
  start: () => Promise.resolve(),
  stop: () => undefined,
};

async function shown(of: { revision?: number; version?: number }) {
  const lit: [string[], string | null][] = [];
  const chosen: string[] = [];
  let saves = 0;
  await show(RingMe, {
    name: 'linia-9510',
    ...of,
    surroundings: AROUND,
    api,
    makeLine: () => Promise.resolve({ phone, devices }),
    onbefore: () => Promise.resolve(void saves++),
    onpath: (nodes: string[], here: string | null) => lit.push([nodes, here]),
    onnode: (node: string) => chosen.push(node),
  });
  return { lit, chosen, saves: () => saves };
}

async function rung(label: string): Promise<void> {
  button(label).click();
  await settled();
  phone.register();
  await settled();
  phone.comeIn();
  await settled();
}

it('rings with the draft as it is saved, lights its way up and is heard by a screen reader', async () => {
  const { lit, chosen, saves } = await shown({ revision: 4 });
  expect(seen()).toContain('karta 123456782, PIN 739206');
  await rung('Zadzwoń do mnie z tym szkicem');
  expect([begun, saves()]).toEqual([[{ name: 'linia-9510', revision: 4, surroundings: AROUND }], 1]);
  button('1').click();
  expect(phone.keysSent).toEqual(['1']);
  phone.hangUpThere(); // a look at once, in place of one in a second
  await settled();
  expect(document.querySelector('[role="status"]')?.textContent).toBe('W kolejce: kolejka');
  expect(lit.at(-1)).toEqual([['powitanie', 'kolejka'], 'kolejka']);
  await press('powitanie');
  expect(chosen).toEqual(['powitanie']);
  await press('Nikogo nie ma');
  await press('Rozłącz');
  expect(document.querySelector('[role="status"]')?.textContent).toBe('Próba została zakończona.');
  expect(lit.at(-1)).toEqual([['powitanie', 'kolejka'], null]);
});

it('rings with a version, and only a version is named then', async () => {
  await shown({ version: 2 });
  await rung('Zadzwoń do mnie z tą wersją');
  expect(begun).toEqual([{ name: 'linia-9510', version: 2, surroundings: AROUND }]);
});
