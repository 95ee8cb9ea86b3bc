import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AudioTools, echoCheck, type EchoResult, LevelMeter } from '../../src/phone/audio_check';
import { FakePhone } from '../../src/phone/fake_phone';
import type { CallMedia } from '../../src/phone/phone';
import { ringSamples } from '../../src/phone/ring_pattern';
import { Ringer } from '../../src/phone/ringer';
import { loudness, toneShare } from '../../src/phone/tone';
import { FakeStream, FakeTrack } from './fakes';

const RATE = 48_000;
const sine = (frequency: number, level = 0.3): Float32Array =>
  Float32Array.from({ length: 2048 }, (_, at) => level * Math.sin((2 * Math.PI * frequency * at) / RATE));
const noise = (level = 0.3): Float32Array => {
  let seed = 1;
  return Float32Array.from({ length: 2048 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return level * (seed / 2 ** 30 - 1);
  });
};
const silence = new Float32Array(2048);
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the tone', () => {
  test('is told from another one, noise and silence', () => {
    expect(toneShare(sine(1_004), 1_004, RATE)).toBeGreaterThan(0.95);
    expect(toneShare(sine(1_400), 1_004, RATE)).toBeLessThan(0.05);
    expect(toneShare(noise(), 1_004, RATE)).toBeLessThan(0.05);
    expect(toneShare(silence, 1_004, RATE)).toBe(0);
  });

  test('is found under noise of a quarter of its strength', () => {
    const mixed = sine(1_004).map((sample, at) => sample + noise(0.1)[at]!);
    expect(toneShare(mixed, 1_004, RATE)).toBeGreaterThan(0.5);
  });

  test('has the loudness of its strength', () => {
    expect(loudness(sine(1_000, 1))).toBeCloseTo(Math.SQRT1_2, 2);
  });
});

describe('the echo check', () => {
  let phone: FakePhone;
  let heard: Float32Array;
  let stopped: number;
  const microphone = new FakeTrack() as unknown as MediaStreamTrack;
  const toneTrack = new FakeTrack('tone') as unknown as MediaStreamTrack;
  const tools: AudioTools = {
    listen: () => ({ rate: RATE, samples: () => heard, stop: () => (stopped += 1) }),
    tone: () => ({ track: toneTrack, stop: () => (stopped += 1) }),
  };

  beforeEach(() => {
    phone = new FakePhone();
    phone.connectsAtOnce = false;
    phone.start();
    phone.register();
    heard = silence;
    stopped = 0;
  });

  async function check({ connects = true, microphoneIs = microphone as MediaStreamTrack | null } = {}): Promise<EchoResult> {
    const result = echoCheck({ phone, devices: { microphone: microphoneIs }, tools });
    if (connects) phone.connectMedia({ connection: {}, remote: {} } as unknown as CallMedia);
    await pass(4_000);
    return result;
  }

  test('is good when the tone comes back, and leaves no call behind', async () => {
    setTimeout(() => (heard = sine(1_004)), 400);
    const result = await check();
    expect(result).toMatchObject({ ok: true });
    expect(phone.targets).toEqual(['echo']);
    expect(phone.microphones).toEqual([toneTrack]);
    expect([phone.session.state, stopped]).toEqual(['ended', 2]);
  });

  test('says that no sound came back, in less than four seconds', async () => {
    heard = noise();
    const result = await check();
    expect(result).toMatchObject({ ok: false, missing: 'no_sound' });
    expect(result.tookMs).toBeLessThan(4_000);
    expect(phone.session.state).toBe('ended');
  });

  test('says that the telephone does not connect', async () => {
    const result = await check({ connects: false });
    expect(result).toMatchObject({ ok: false, missing: 'no_telephone' });
    expect(phone.session.state).toBe('ended');
  });

  test('says that there is no microphone, without a call', async () => {
    expect(await check({ connects: false, microphoneIs: null })).toMatchObject({ missing: 'no_microphone' });
    expect(phone.targets).toEqual([]);
  });

  test('leaves a call that is there alone', async () => {
    phone.comeIn();
    expect(await check({ connects: false })).toMatchObject({ ok: false, missing: 'no_telephone' });
    expect(phone.session.state).toBe('ringing');
  });

  test('gives way to a call that comes in', async () => {
    setTimeout(() => phone.comeIn(), 500);
    expect(await check()).toMatchObject({ ok: false });
    expect(phone.session).toMatchObject({ state: 'ringing', direction: 'incoming' });
  });

  test('the meter shows nothing for silence and all for a loud voice', () => {
    Object.assign(globalThis, { MediaStream: FakeStream });
    const meter = new LevelMeter(microphone, tools);
    expect(meter.level()).toBe(0);
    heard = sine(300, 0.9);
    expect(meter.level()).toBe(1);
    heard = sine(300, 0.02);
    expect(meter.level()).toBeGreaterThan(0.3);
    expect(meter.level()).toBeLessThan(0.7);
  });
});

describe('ringing', () => {
  class FakeNotification {
    static permission = 'granted';
    static readonly shown: FakeNotification[] = [];
    onclick: (() => void) | null = null;
    isClosed = false;
    constructor(readonly title: string) {
      FakeNotification.shown.push(this);
    }
    close(): void {
      this.isClosed = true;
    }
  }

  const player = {
    isUnlocked: true,
    started: [] as string[],
    stops: 0,
    devices: [] as readonly string[],
    unlock: () => Promise.resolve(player.isUnlocked),
    setDevices: (ids: readonly string[]) => Promise.resolve(void (player.devices = ids)),
    start: (sound: string) => void player.started.push(sound),
    stop: () => void (player.stops += 1),
  };
  const page = { title: 'Pulpit' };
  const newRinger = (): Ringer =>
    new Ringer({
      devices: { inUse: { ringing: [{ id: 'out-a' }, { id: 'out-b' }] }, on: () => () => {} },
      player,
      page,
      notification: FakeNotification as unknown as typeof Notification,
    });

  beforeEach(() => {
    FakeNotification.shown.length = 0;
    Object.assign(player, { isUnlocked: true, started: [], stops: 0 });
  });

  test('has sound, a title that changes and a notification, until it is stopped', async () => {
    const ringer = newRinger();
    await ringer.unlock();
    expect(player.devices).toEqual(['out-a', 'out-b']);
    ringer.ring({ title: 'Dzwoni klient', sound: 'high' });
    const titles = [page.title];
    for (let second = 0; second < 3; second++) {
      await pass(1_000);
      titles.push(page.title);
    }
    expect(titles).toEqual(['Dzwoni klient', 'Pulpit', 'Dzwoni klient', 'Pulpit']);
    expect(player.started).toEqual(['high']);
    await pass(60_000);
    expect(player.stops).toBe(0);
    ringer.stop();
    expect([player.stops, page.title, FakeNotification.shown[0]!.isClosed]).toEqual([1, 'Pulpit', true]);
    await pass(5_000);
    expect(page.title).toBe('Pulpit');
  });

  test('that the browser blocks is told, and still has title and notification', () => {
    const ringer = newRinger();
    let blocked = 0;
    ringer.on('blocked', () => (blocked += 1));
    player.isUnlocked = false;
    ringer.ring({ title: 'Dzwoni klient' });
    expect([blocked, page.title, FakeNotification.shown.length]).toEqual([1, 'Dzwoni klient', 1]);
    ringer.stop();
  });

  test('a click on the notification is told', () => {
    const ringer = newRinger();
    let seen = 0;
    ringer.on('seen', () => (seen += 1));
    ringer.ring({ title: 'Dzwoni klient' });
    FakeNotification.shown[0]!.onclick?.();
    expect(seen).toBe(1);
    ringer.stop();
  });

  test('a test of the sound lasts two seconds, and a call that comes takes it over', async () => {
    const ringer = newRinger();
    const tested = ringer.test('low');
    await pass(1_000);
    ringer.ring({ title: 'Dzwoni klient' });
    await pass(3_000);
    await tested;
    expect(player.stops).toBe(0);
    ringer.stop();
  });

  test('the sound is made by code: a second of sound without clicks, a second of silence', () => {
    for (const sound of ['low', 'middle', 'high'] as const) {
      const samples = ringSamples(sound, 8_000);
      expect(samples).toHaveLength(16_000);
      expect(loudness(samples.slice(400, 7_600))).toBeGreaterThan(0.3);
      expect(loudness(samples.slice(8_000))).toBe(0);
      expect(Math.abs(samples[0]!) + Math.abs(samples[7_999]!)).toBeLessThan(0.02);
    }
  });
});
