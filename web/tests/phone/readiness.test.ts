import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeskPulse, type DeskMessage } from '../../src/phone/desk_pulse';
import { Emitter } from '../../src/phone/emitter';
import { FakePhone } from '../../src/phone/fake_phone';
import { Readiness } from '../../src/phone/readiness';
import { FakeTrack } from './fakes';

class FakeHeadset extends Emitter<{ blocked: null; playing: null }> {
  isBlocked = false;
  block(isBlocked: boolean): void {
    this.isBlocked = isBlocked;
    this.emit(isBlocked ? 'blocked' : 'playing', null);
  }
}

class FakeDevices extends Emitter<{ changed: null; microphone: null }> {
  microphone: MediaStreamTrack | null = new FakeTrack() as unknown as MediaStreamTrack;
  readonly headset = new FakeHeadset();
  afterRefresh: MediaStreamTrack | null = null;
  refresh(): Promise<void> {
    this.microphone = this.afterRefresh;
    return Promise.resolve();
  }
  lose(): void {
    this.microphone = null;
    this.emit('microphone', null);
  }
}

let phone: FakePhone;
let devices: FakeDevices;
let page: EventTarget;
let readiness: Readiness;
let pulse: DeskPulse;
let sent: DeskMessage[];

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
/** The timers stand still while the clock goes on: sleep, a frozen page. */
const sleep = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
const troubles = (): string[] => sent.flatMap((one) => (one.type === 'desk' ? [one.trouble ?? ''] : []));

beforeEach(() => {
  vi.useFakeTimers();
  phone = new FakePhone();
  phone.start();
  phone.register();
  devices = new FakeDevices();
  page = new EventTarget();
  readiness = new Readiness({ phone, devices, page });
  sent = [];
  pulse = new DeskPulse({ page: 'p1', telephone: 'browser', send: (message) => sent.push(message), readiness, window: page });
  readiness.start();
  pulse.start();
});

afterEach(() => {
  pulse.stop();
  readiness.stop();
  vi.useRealTimers();
});

describe('readiness', () => {
  test('nothing is wrong with a registered telephone and a live microphone', () => {
    expect(readiness.trouble).toBe('');
  });

  test('a lost registration, a lost microphone and blocked sound are told at once', () => {
    phone.loseConnection();
    expect(readiness.trouble).toBe('no_telephone');
    phone.register();
    devices.lose();
    expect(readiness.trouble).toBe('no_microphone');
    devices.microphone = new FakeTrack() as unknown as MediaStreamTrack;
    devices.headset.block(true);
    expect(readiness.trouble).toBe('no_sound');
    devices.headset.block(false);
    expect(readiness.trouble).toBe('');
  });

  test('a microphone that ends without a word is found out within a second', async () => {
    devices.microphone = null;
    await pass(1_000);
    expect(readiness.trouble).toBe('no_microphone');
  });

  test('an echo check that failed is a trouble until one succeeds', () => {
    readiness.echoWas({ ok: false, missing: 'no_sound', tookMs: 3_000 });
    expect(readiness.trouble).toBe('no_sound');
    readiness.echoWas({ ok: true, level: 0.2, tookMs: 900 });
    expect(readiness.trouble).toBe('');
  });

  test('after sleep the page is in trouble until the telephone was heard again', async () => {
    phone.loseConnection();
    sleep(60_000);
    await pass(1_000);
    expect(readiness.trouble).toBe('page_frozen');
    await pass(3_000);
    expect(readiness.trouble).toBe('page_frozen');
    phone.register();
    await pass(1_000);
    expect(readiness.trouble).toBe('');
    expect(phone.checks).toBeGreaterThan(1);
  });

  test('after sleep a microphone that was lost is taken again', async () => {
    devices.microphone = null;
    devices.afterRefresh = new FakeTrack() as unknown as MediaStreamTrack;
    sleep(10_000);
    await pass(2_000);
    expect(readiness.trouble).toBe('');
  });

  test('a page that is being frozen says so before it is', async () => {
    page.dispatchEvent(new Event('freeze'));
    expect(troubles().at(-1)).toBe('page_frozen');
    page.dispatchEvent(new Event('resume'));
    await pass(10);
    expect(readiness.trouble).toBe('');
  });

  test('slow timers of a hidden page are no trouble while the server is heard', () => {
    readiness.stop();
    pulse.stop();
    const slow = { now: () => Date.now(), after: () => () => {}, every: () => () => {} }; // timers that never come
    readiness = new Readiness({ phone, devices, page, timers: slow });
    pulse = new DeskPulse({ page: 'p1', telephone: 'browser', send: (one) => sent.push(one), readiness, window: page, timers: slow });
    readiness.start();
    pulse.start();
    sent.length = 0;
    for (let beat = 0; beat < 10; beat++) {
      sleep(1_000);
      pulse.beat();
    }
    expect(troubles()).toEqual(Array(10).fill(''));
  });

  test('a consultant with a telephone on the table can only have a frozen page', async () => {
    readiness.stop();
    readiness = new Readiness({ phone: null, devices: null, page });
    readiness.start();
    expect(readiness.trouble).toBe('');
    const told: string[] = [];
    readiness.on('trouble', (trouble) => told.push(trouble));
    sleep(5_000);
    await pass(1_000);
    expect(told).toEqual(['page_frozen', '']);
  });
});

describe('the pulse', () => {
  test('goes out at once and then each second', async () => {
    expect(sent).toEqual([{ type: 'desk', page: 'p1', telephone: 'browser', trouble: null }]);
    await pass(5_000);
    expect(sent).toHaveLength(6);
  });

  test('tells a new trouble without waiting for the second', async () => {
    await pass(300);
    phone.loseConnection();
    expect(troubles()).toEqual(['', 'no_telephone']);
  });

  test('a beat of the server and the timer together make one pulse', async () => {
    for (let second = 0; second < 5; second++) {
      await pass(1_000);
      pulse.beat();
    }
    expect(sent).toHaveLength(6);
  });

  test('says that the page is being left, and nothing after its stop', async () => {
    page.dispatchEvent(new Event('pagehide'));
    expect(sent.at(-1)).toEqual({ type: 'leaving', page: 'p1' });
    pulse.stop();
    const before = sent.length;
    await pass(5_000);
    pulse.beat();
    page.dispatchEvent(new Event('pagehide'));
    expect(sent).toHaveLength(before);
  });

  test('a page that comes back from the cache of the browser is here again', () => {
    page.dispatchEvent(new Event('pagehide'));
    page.dispatchEvent(new Event('pageshow'));
    expect(sent.at(-1)?.type).toBe('desk');
  });
});
