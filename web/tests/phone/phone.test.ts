import { describe, expect, test, vi } from 'vitest';
import { orderedCodecs } from '../../src/phone/codecs';
import { FakePhone } from '../../src/phone/fake_phone';
import { changed, NO_SESSION, type SessionState } from '../../src/phone/phone';
import { socketUrl } from '../../src/phone/sip_socket';

const after = (...path: SessionState[]): SessionState => path.reduce((session, state) => changed(session, { state }), NO_SESSION).state;

describe('states', () => {
  test('a call rings, connects, is up, may be repaired, and ends', () => {
    expect(after('ringing', 'connecting', 'up', 'reconnecting', 'up', 'ended')).toBe('ended');
  });

  test('what is not allowed changes nothing', () => {
    expect(after('up')).toBe('none');
    expect(after('ringing', 'up')).toBe('ringing');
    expect(after('ringing', 'ended', 'up')).toBe('ended');
  });

  test('a session is a new frozen object at each change', () => {
    const next = changed(NO_SESSION, { state: 'ringing' });
    expect(Object.isFrozen(next)).toBe(true);
    expect(NO_SESSION.state).toBe('none');
  });
});

describe('the fake telephone', () => {
  test('keeps the rules of the real one: a second call is refused, a resumed one answers itself', () => {
    const phone = new FakePhone();
    const states: string[] = [];
    phone.on('session', ({ state }) => states.push(state));
    phone.start();
    phone.register();
    expect(phone.comeIn()).toBe(true);
    expect(phone.comeIn()).toBe(false);
    expect(phone.answer()).toBe(true);
    expect(phone.answer()).toBe(false);
    phone.hangUpThere();
    expect(phone.session.end).toBe('there');
    phone.comeIn({ isResumed: true });
    expect(states).toEqual(['ringing', 'connecting', 'up', 'ended', 'ringing', 'connecting', 'up']);
  });

  test('a listener that throws does not keep the others from hearing', () => {
    const phone = new FakePhone();
    const told: string[] = [];
    vi.useFakeTimers();
    phone.on('registration', () => {
      throw new Error('a bug of a page');
    });
    const stop = phone.on('registration', ({ state }) => told.push(state));
    phone.start();
    stop();
    phone.register();
    expect(told).toEqual(['connecting']);
    expect(() => vi.runAllTimers()).toThrow('a bug of a page');
    vi.useRealTimers();
  });
});

describe('codecs', () => {
  const known = ['audio/red', 'audio/telephone-event', 'audio/PCMU', 'audio/opus', 'audio/G722', 'audio/PCMA', 'audio/telephone-event'].map((mimeType) => ({
    mimeType,
  }));
  const names = (choice: 'opus_first' | 'g711_only'): string[] => orderedCodecs(known, choice).map(({ mimeType }) => mimeType);

  test('Opus first, then G.711, and the keys always', () => {
    expect(names('opus_first')).toEqual(['audio/opus', 'audio/PCMA', 'audio/PCMU', 'audio/telephone-event', 'audio/telephone-event']);
  });

  test('G.711 alone when that is asked for', () => {
    expect(names('g711_only')).toEqual(['audio/PCMA', 'audio/PCMU', 'audio/telephone-event', 'audio/telephone-event']);
  });

  test('a browser with none of them keeps its own order', () => {
    expect(orderedCodecs([{ mimeType: 'audio/red' }], 'opus_first')).toEqual([]);
  });
});

test('the socket is as safe as the page', () => {
  expect(socketUrl({ protocol: 'https:', host: 'desk.example' }, '/api/sip?page=1')).toBe('wss://desk.example/api/sip?page=1');
  expect(socketUrl({ protocol: 'http:', host: '127.0.0.1:7240' }, '/api/sip')).toBe('ws://127.0.0.1:7240/api/sip');
});
