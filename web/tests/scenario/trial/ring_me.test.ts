import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { FakePhone } from '../../../src/phone/fake_phone';
import { LOOK_MS, REGISTER_MS, RingMe, type LineDevices, type Permission } from '../../../src/scenario/trial/ring_me.svelte';
import type { TrialApi, TrialNow, TrialOutcome, Tried } from '../../../src/scenario/trial/trial_api';
import { loadWords, t } from '../../../src/words';

const WANTED = { name: 'linia-9510', revision: 3, surroundings: { at: '2026-11-24T10:00:00' } } as Tried;

class FakeDevices implements LineDevices {
  permission: Permission = 'granted';
  isOn = false;
  readonly headset = { isBlocked: false, unlock: () => Promise.resolve(), on: () => () => undefined };
  start = () => {
    this.isOn = true;
    return Promise.resolve();
  };
  stop = () => {
    this.isOn = false;
  };
}

/** A server with one trial, whose walk the tests write. */
class FakeTrials implements TrialApi {
  sipUser: string | null = 'trial-redaktor';
  nodes: string[] = [];
  state: TrialNow['state'] = 'ringing';
  end_: TrialNow['end'] = null;
  most = 100;
  refuses: ApiError | null = null;
  away: Error | null = null;
  readonly begun: Tried[] = [];
  readonly ended: string[] = [];
  readonly left: TrialOutcome[] = [];

  telephone = () => Promise.resolve({ sip_user: this.sipUser, ice_servers: [] });
  begin = (what: Tried) => {
    if (this.refuses) return Promise.reject(this.refuses);
    this.begun.push(what);
    return Promise.resolve('trial-1');
  };
  look = (_: string, since: number): Promise<TrialNow> => {
    if (this.away) return Promise.reject(this.away);
    return Promise.resolve({ state: this.state, end: this.end_, nodes: this.nodes.slice(since, since + this.most), count: this.nodes.length, fault: '' });
  };
  leaveQueue = (_: string, outcome: TrialOutcome) => {
    this.left.push(outcome);
    this.state = 'walking';
    return Promise.resolve();
  };
  end = (trial: string) => {
    this.ended.push(trial);
    [this.state, this.end_] = ['ended', 'given_up'];
    return Promise.resolve();
  };
}

let phone: FakePhone;
let devices: FakeDevices;
let server: FakeTrials;
let trial: RingMe;

beforeEach(async () => {
  vi.useFakeTimers();
  await loadWords(['ring_me']);
  phone = new FakePhone();
  devices = new FakeDevices();
  server = new FakeTrials();
  trial = new RingMe(server, () => Promise.resolve({ phone, devices }));
});

afterEach(() => {
  trial.leave();
  vi.useRealTimers();
});

const looks = () => vi.advanceTimersByTimeAsync(LOOK_MS);

async function isRung(): Promise<void> {
  const ringing = trial.ring(() => Promise.resolve(WANTED));
  await vi.advanceTimersByTimeAsync(0);
  phone.register();
  await ringing;
  phone.comeIn();
}

it('becomes a telephone, is rung, and answers by itself', async () => {
  expect(trial.state).toBe('idle');
  await isRung();
  expect(server.begun).toEqual([WANTED]);
  expect([trial.state, phone.session.state, devices.isOn]).toEqual(['ringing', 'up', true]);
});

it('shows where the walk is, each second, and never a node twice', async () => {
  await isRung();
  [server.state, server.nodes] = ['walking', ['powitanie', 'jezyk']];
  await looks();
  expect([trial.nodes, trial.here]).toEqual([['powitanie', 'jezyk'], 'jezyk']);
  server.nodes.push('menu');
  await looks();
  expect([trial.nodes, trial.here]).toEqual([['powitanie', 'jezyk', 'menu'], 'menu']);
});

it('asks on where an answer did not hold all', async () => {
  await isRung();
  [server.state, server.most] = ['walking', 2];
  server.nodes = ['a', 'b', 'c', 'd', 'e'];
  await looks();
  expect(trial.nodes).toEqual(server.nodes);
});

it('presses keys of a telephone only, while something is heard', async () => {
  trial.press('1');
  await isRung();
  for (const key of ['1', 'x', '#', '12']) trial.press(key);
  expect([phone.keysSent, trial.keysSent]).toEqual([['1', '#'], '1#']);
});

it('says what comes of the queue', async () => {
  await isRung();
  [server.state, server.nodes] = ['queue', ['kolejka']];
  await looks();
  expect([trial.state, trial.here]).toEqual(['queue', 'kolejka']);
  await trial.leaveQueue('nobody_there');
  expect([server.left, trial.state]).toEqual([['nobody_there'], 'walking']);
});

it('hangs up, tells how it ended, and lets go of the microphone', async () => {
  await isRung();
  await trial.hangUp();
  expect([server.ended, trial.end, trial.state, trial.isGoingOn, trial.here]).toEqual([['trial-1'], 'given_up', 'ended', false, null]);
  expect([devices.isOn, phone.registration.state]).toEqual([false, 'lost']);
});

it('tells the nodes of the end when the server hangs up, and asks no more', async () => {
  await isRung();
  [server.state, server.end_, server.nodes] = ['ended', 'completed', ['powitanie', 'pozegnanie']];
  phone.hangUpThere();
  await vi.advanceTimersByTimeAsync(0);
  expect([trial.end, trial.nodes]).toEqual(['completed', ['powitanie', 'pozegnanie']]);
  server.away = new Error('nobody asks');
  await looks();
  expect(trial.failure).toBe('');
  server.away = null;
  [server.state, server.end_, server.nodes] = ['ringing', null, []];
  await isRung();
  expect([trial.nodes, trial.end, server.begun.length]).toEqual([[], null, 2]);
});

it('says with the server’s sentence why nothing rings', async () => {
  server.refuses = new ApiError('transition_refused', 'Próba tego konta już trwa.', 409);
  await isRung();
  expect([trial.failure, trial.state, devices.isOn]).toEqual(['Próba tego konta już trwa.', 'idle', false]);
});

it('does not ring without a microphone, a telephone, or the centre', async () => {
  devices.permission = 'refused';
  await trial.ring(() => Promise.resolve(WANTED));
  expect([trial.permission, server.begun, devices.isOn]).toEqual(['refused', [], false]);
  devices.permission = 'granted';
  server.sipUser = null;
  await trial.ring(() => Promise.resolve(WANTED));
  expect(trial.failure).toBe(t.ringMe.noTelephone);
  server.sipUser = 'trial-redaktor';
  const ringing = trial.ring(() => Promise.resolve(WANTED));
  await vi.advanceTimersByTimeAsync(REGISTER_MS);
  await ringing;
  expect([trial.failure, trial.state, server.begun]).toEqual([t.ringMe.failed, 'idle', []]);
});

it('asks on while the server is away, and says when the trial is no more', async () => {
  await isRung();
  server.away = new Error('away');
  await looks();
  expect([trial.state, trial.failure]).toEqual(['ringing', '']);
  server.away = new ApiError('not_found', 'Tej próby już nie ma.', 404);
  await looks();
  expect([trial.state, trial.failure, devices.isOn]).toEqual(['ended', t.ringMe.interrupted, false]);
});

it('leaves nothing that rings when the page is left, whatever the moment', async () => {
  const ringing = trial.ring(() => Promise.resolve(WANTED));
  await vi.advanceTimersByTimeAsync(0);
  trial.leave();
  phone.register();
  await vi.advanceTimersByTimeAsync(REGISTER_MS);
  await ringing;
  expect([server.begun, devices.isOn]).toEqual([[], false]);
  await isRung();
  trial.leave();
  expect([server.ended, devices.isOn]).toEqual([['trial-1'], false]);
});
