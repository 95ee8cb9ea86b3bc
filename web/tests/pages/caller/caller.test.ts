import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ASK_MS, Caller, CLEAR_MS, masked, type CaptionsSaid, type Permission } from '../../../src/pages/caller/caller.svelte';
import { FakePhone } from '../../../src/phone/fake_phone';

class FakeDevices {
  permission: Permission = 'granted';
  readonly headset = { isBlocked: false, unlock: () => Promise.resolve(), on: () => () => undefined };
  start = () => Promise.resolve();
  stop = () => undefined;
  on = () => () => undefined;
}

let phone: FakePhone;
let devices: FakeDevices;
let caller: Caller;
let stop: () => void;
let says: CaptionsSaid | Error;
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-27T08:42:00Z') });
  phone = new FakePhone();
  devices = new FakeDevices();
  says = { call_id: 'call-1', is_over: false, desk: null, captions: [{ at: '', text: 'Dzień dobry.', kind: 'speech' }] };
  asked = [];
  const captions = (since: string) => {
    asked.push(since);
    return says instanceof Error ? Promise.reject(says) : Promise.resolve(says);
  };
  caller = new Caller({ phone, devices, captions });
  stop = caller.start();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

it('may call as soon as the centre is there', async () => {
  expect([caller.state, caller.mayCall]).toEqual(['connecting', false]);
  phone.register();
  expect([caller.state, caller.mayCall]).toEqual(['idle', true]);
  await caller.dial('9510');
  expect(phone.targets).toEqual(['9510']);
  expect([caller.state, caller.session.target, caller.mayCall]).toEqual(['talking', '9510', false]);
});

it('reads what is heard twice a second, from the moment of dialling', async () => {
  phone.register();
  await caller.dial('9510');
  await vi.advanceTimersByTimeAsync(2 * ASK_MS);
  expect(asked).toEqual(Array(2).fill('2026-11-27T08:42:00.000Z'));
  expect(caller.captions[0]?.text).toBe('Dzień dobry.');
});

it('says when the words are late, and goes on asking', async () => {
  phone.register();
  says = new Error('away');
  await caller.dial('9510');
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(caller.areCaptionsLate).toBe(true);
  says = { call_id: 'call-1', is_over: false, desk: null, captions: [] };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(caller.areCaptionsLate).toBe(false);
});

it('sends keys of a telephone only', async () => {
  phone.register();
  await caller.dial('9510');
  for (const key of ['1', '#', 'x', '12']) caller.press(key);
  expect([phone.keysSent, caller.keysSent]).toEqual([['1', '#'], '1#']);
});

it('hangs up, reads the last words and asks no more', async () => {
  phone.register();
  await caller.dial('9510');
  caller.hangUp();
  expect(caller.state).toBe('ended');
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  const count = asked.length;
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect(asked.length).toBe(count);
});

it('does not call without a microphone, and says so', async () => {
  phone.register();
  devices.permission = 'refused';
  await caller.dial('9510');
  expect([phone.targets, caller.permission]).toEqual([[], 'refused']);
});

it('says when the centre is away', () => {
  phone.register();
  phone.loseConnection();
  expect([caller.state, caller.mayCall]).toEqual(['away', false]);
});

it('shows a key of a number for a moment only, and keys of menus as they are', async () => {
  phone.register();
  await caller.dial('9510');
  for (const key of '8123#0') caller.press(key);
  expect(caller.keysShown).toBe('••••#0');
  expect([masked('8123', 1), masked('12', 0)]).toEqual(['•••3', '12']);
  for (const key of '#5678') caller.press(key);
  expect(caller.keysShown).toBe('••••#0#•••8');
  await vi.advanceTimersByTimeAsync(CLEAR_MS);
  expect(caller.keysShown).toBe('••••#0#••••');
  expect(caller.keysSent).toBe('8123#0#5678');
});

it('tells what happens at the desk, and how long the call has lasted', async () => {
  phone.register();
  const desk = { stage: 'ringing', agent: 'Konsultant 1 (Kolno)', office: 'PUP w Kolnie', place: null, recording: 'off' } as const;
  says = { call_id: 'call-1', is_over: false, captions: [], desk };
  await caller.dial('9510');
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(caller.desk).toEqual(desk);
  await vi.advanceTimersByTimeAsync(20 * ASK_MS);
  caller.hangUp();
  expect([caller.state, Math.round(caller.lasted ?? 0)]).toEqual(['ended', 11]);
});
