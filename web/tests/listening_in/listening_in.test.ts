import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import { ListeningIn, LOOK_MS } from '../../src/listening_in/listening_in.svelte';
import type { ListeningInApi, ListeningNow } from '../../src/listening_in/listening_in_api';
import type { ListeningLive } from '../../src/live/protocol';
import { CALL } from '../pages/desk/fakes.svelte';

const ME = 'kierownik-20060';
const AGENT = 'k20060-1';
const now = (state: ListeningNow['state']): ListeningNow => ({ agent: AGENT, state, listener: ME, call_id: 'call-1' });
const HELD = { ...CALL, phase: 'held' as const };

function server(...states: ListeningNow['state'][]) {
  return {
    begin: vi.fn<ListeningInApi['begin']>(() => Promise.resolve()),
    move: vi.fn<ListeningInApi['move']>(() => Promise.resolve()),
    takeOver: vi.fn<ListeningInApi['takeOver']>(() => Promise.resolve()),
    look: vi.fn<ListeningInApi['look']>(() => Promise.resolve(now(states.shift() ?? 'none'))),
    end: vi.fn<ListeningInApi['end']>(() => Promise.resolve()),
  };
}

let live: Map<string, ListeningLive>;
const heardBy = (listener: string, mode: ListeningLive['mode'] = 'listen') => live.set(AGENT, { office: '20060', listener, mode });

beforeEach(() => {
  vi.useFakeTimers();
  live = new Map();
});

afterEach(() => {
  vi.useRealTimers();
});

async function asked(api: ReturnType<typeof server>, reason = 'Wdrożenie'): Promise<ListeningIn> {
  const listening = new ListeningIn(ME, api, live);
  listening.ask(AGENT, 'Anna Nowak');
  await listening.give(reason, 'whisper');
  return listening;
}

it('asks the server for nothing before somebody presses, whoever is heard', async () => {
  const api = server();
  const listening = new ListeningIn(ME, api, live);
  heardBy('kierownik-2');
  await vi.advanceTimersByTimeAsync(10 * LOOK_MS);
  expect([listening.stateOf(AGENT, CALL), listening.otherOf(AGENT)]).toEqual(['none', 'kierownik-2']);
  expect(api.look).not.toHaveBeenCalled();
});

it('rings, tells what is heard as the live state does, and is over with it', async () => {
  const api = server('ringing', 'listening');
  const listening = await asked(api);
  expect(api.begin).toHaveBeenCalledWith(AGENT, 'Wdrożenie', 'whisper');
  expect([listening.asked, listening.stateOf(AGENT, CALL)]).toEqual([null, 'ringing']);
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(listening.stateOf(AGENT, CALL)).toBe('ringing');
  heardBy(ME);
  expect([listening.stateOf(AGENT, CALL), listening.stateOf(AGENT, HELD)]).toEqual(['listening', 'silent']);
  heardBy(ME, 'whisper');
  expect(listening.stateOf(AGENT, CALL)).toBe('whispering');
  heardBy(ME, 'barge_in');
  expect(listening.stateOf(AGENT, CALL)).toBe('talking');
  await vi.advanceTimersByTimeAsync(10 * LOOK_MS);
  expect(api.look).toHaveBeenCalledTimes(2);
  live.clear();
  expect(listening.stateOf(AGENT, CALL)).toBe('none');
});

it('is heard still after a reload of the page', () => {
  heardBy(ME);
  const listening = new ListeningIn(ME, server(), live);
  expect([listening.stateOf(AGENT, CALL), listening.otherOf(AGENT)]).toEqual(['listening', '']);
});

it('rings no more when nobody came', async () => {
  const listening = await asked(server('ringing', 'none'));
  await vi.advanceTimersByTimeAsync(2 * LOOK_MS);
  expect(listening.stateOf(AGENT, CALL)).toBe('none');
});

it('says why it is refused, and asks on', async () => {
  const api = server();
  api.begin.mockRejectedValueOnce(new ApiError('transition_refused', 'Tej rozmowy słucha już inna osoba.'));
  const listening = await asked(api);
  expect(listening.failure).toBe('Tej rozmowy słucha już inna osoba.');
  expect([listening.asked?.agent, listening.stateOf(AGENT, CALL), listening.busyWith]).toEqual([AGENT, 'none', '']);
  listening.ask(AGENT, 'Anna Nowak');
  expect(listening.failure).toBe('');
});

it('ends when it is told to, also where it was over already, and goes on ringing while the server is away', async () => {
  const api = server('ringing');
  const listening = await asked(api);
  api.look.mockRejectedValueOnce(new ApiError('network', 'Brak połączenia.'));
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(listening.stateOf(AGENT, CALL)).toBe('ringing');
  api.end.mockRejectedValueOnce(new ApiError('transition_refused', 'To konto nie słucha.'));
  await listening.end(AGENT);
  expect(listening.stateOf(AGENT, CALL)).toBe('none');
  await vi.advanceTimersByTimeAsync(5 * LOOK_MS);
  expect(api.look).toHaveBeenCalledTimes(1);
});
