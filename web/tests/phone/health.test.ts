import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakePhone } from '../../src/phone/fake_phone';
import { type CallFigures, CallHealth, type Quality } from '../../src/phone/health';
import type { CallMedia } from '../../src/phone/phone';
import { FakeConnection } from './fakes';

let phone: FakePhone;
let connection: FakeConnection;
let health: CallHealth;
let told: (Quality | null)[];
let traffic: { sends: boolean; receives: boolean; loses: number; lostThere: number };
let stop: () => void;

/** Fifty packets a second each way, unless `traffic` says otherwise. */
function flow(): () => void {
  const rows = { inbound: { packetsReceived: 0, packetsLost: 0 }, outbound: { packetsSent: 0 } };
  const timer = setInterval(() => {
    if (traffic.receives) rows.inbound.packetsReceived += 50 - traffic.loses;
    if (traffic.receives) rows.inbound.packetsLost += traffic.loses;
    if (traffic.sends) rows.outbound.packetsSent += 50;
    connection.stats = [
      { type: 'inbound-rtp', kind: 'audio', jitter: 0.012, ...rows.inbound },
      { type: 'outbound-rtp', kind: 'audio', ...rows.outbound },
      { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.045, fractionLost: traffic.lostThere },
    ];
  }, 1_000);
  return () => clearInterval(timer);
}

const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1_000);

beforeEach(async () => {
  vi.useFakeTimers();
  traffic = { sends: true, receives: true, loses: 0, lostThere: 0 };
  connection = new FakeConnection({});
  phone = new FakePhone();
  phone.connectsAtOnce = false;
  health = new CallHealth({ phone });
  told = [];
  health.on('quality', (quality) => told.push(quality));
  stop = flow();
  phone.comeIn();
  phone.answer();
  phone.connectMedia({ connection, remote: {} } as unknown as CallMedia);
  await pass(10.5);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('quality', () => {
  test('is measured every two seconds while a call is up', () => {
    expect(told).toHaveLength(6);
    expect(health.now).toEqual({ sent: 100, received: 100, lost: 0, jitterMs: 12, roundTripMs: 45, word: null });
  });

  test('the consultant hears nothing when packets stop', async () => {
    traffic.receives = false;
    await pass(4);
    expect(health.now?.word).toBe('hears_nothing');
    traffic.receives = true;
    await pass(2);
    expect(health.now?.word).toBeNull();
  });

  test('the consultant is not heard when nothing goes out, or all of it is lost', async () => {
    traffic.sends = false;
    await pass(4);
    expect(health.now?.word).toBe('not_heard');
    traffic.sends = true;
    traffic.lostThere = 1;
    await pass(2);
    expect(health.now?.word).toBe('not_heard');
  });

  test('silence is right while a call is held, and judged anew afterwards', async () => {
    health.expectSound(false);
    traffic.receives = false;
    await pass(10);
    expect(health.now?.word).toBeNull();
    traffic.receives = true;
    health.expectSound(true);
    await pass(2);
    expect(health.now?.word).toBeNull();
  });

  test('the figures of the whole call are told at its end', async () => {
    const figures: (CallFigures & { id: string })[] = [];
    health.on('finished', (one) => figures.push(one));
    traffic.loses = 10;
    await pass(2);
    const { id } = phone.session;
    phone.hangUpThere();
    expect(figures).toHaveLength(1);
    expect(figures[0]).toMatchObject({ id, seconds: 12, lost: 20, worstLost: 0.2, worstJitterMs: 12, worstRoundTripMs: 45, notHeardSeconds: 0 });
    expect(health.now).toBeNull();
    await pass(10);
    expect(told.at(-1)).toBeNull();
  });

  test('a call of echo has no figures', async () => {
    phone.hangUpThere();
    let finished = 0;
    health.on('finished', () => (finished += 1));
    phone.register();
    phone.call('echo');
    phone.connectMedia({ connection, remote: {} } as unknown as CallMedia);
    await pass(4);
    phone.hangUpMedia();
    expect(finished).toBe(0);
  });
});
