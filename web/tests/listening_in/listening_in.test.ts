import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import { ListeningIn, LOOK_AT_OTHER_MS, LOOK_MS } from '../../src/listening_in/listening_in.svelte';
import type { ListeningInApi, ListeningNow } from '../../src/listening_in/listening_in_api';

const ME = 'kierownik-20060';
const now = (state: ListeningNow['state'], listener = ME): ListeningNow => ({ agent: 'k20060-1', state, listener, call_id: 'call-1' });

function server(...states: ListeningNow['state'][]) {
  return {
    begin: vi.fn<ListeningInApi['begin']>(() => Promise.resolve()),
    look: vi.fn<ListeningInApi['look']>(() => Promise.resolve(now(states.shift() ?? 'none'))),
    end: vi.fn<ListeningInApi['end']>(() => Promise.resolve()),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('rings, tells what is heard, and is over by itself with the conversation', async () => {
  const api = server('ringing', 'listening', 'silent', 'none');
  const listening = new ListeningIn('k20060-1', ME, api);
  listening.ask();
  expect(listening.isAsked).toBe(true);
  await listening.give('Wdrożenie');
  expect(api.begin).toHaveBeenCalledWith('k20060-1', 'Wdrożenie');
  expect([listening.isAsked, listening.state]).toEqual([false, 'ringing']);
  const seen = [];
  for (let look = 0; look < 5; look++) {
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    seen.push(listening.state);
  }
  expect(seen).toEqual(['ringing', 'listening', 'silent', 'none', 'none']);
  expect(api.look).toHaveBeenCalledTimes(4);
});

it('says why it is refused, and asks on', async () => {
  const api = server();
  api.begin.mockRejectedValueOnce(new ApiError('transition_refused', 'Tej rozmowy słucha już inna osoba.'));
  const listening = new ListeningIn('k20060-1', ME, api);
  listening.ask();
  await listening.give('Wdrożenie');
  expect(listening.failure).toBe('Tej rozmowy słucha już inna osoba.');
  expect([listening.isAsked, listening.state, listening.isBusy]).toEqual([true, 'none', false]);
  listening.ask();
  expect(listening.failure).toBe('');
});

it('ends when it is told to, also where it was over already', async () => {
  const api = server('listening', 'none');
  const listening = new ListeningIn('k20060-1', ME, api);
  await listening.give('Wdrożenie');
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  api.end.mockRejectedValueOnce(new ApiError('transition_refused', 'To konto nie słucha.'));
  await listening.end();
  expect(listening.state).toBe('none');
});

it('keeps what it knows while the server is away, and asks no more once the page is left', async () => {
  const api = server('listening');
  const listening = new ListeningIn('k20060-1', ME, api);
  await listening.give('Wdrożenie');
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  api.look.mockRejectedValueOnce(new ApiError('network', 'Brak połączenia.'));
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(listening.state).toBe('listening');
  listening.leave();
  const asked = api.look.mock.calls.length;
  await vi.advanceTimersByTimeAsync(5 * LOOK_MS);
  expect(api.look.mock.calls.length).toBe(asked);
});

it('finds after a reload that the own telephone hears it still, and ends it', async () => {
  const api = server('listening', 'none');
  const listening = new ListeningIn('k20060-1', ME, api);
  await listening.look();
  expect([listening.state, listening.other]).toEqual(['listening', '']);
  await listening.end();
  expect(api.end).toHaveBeenCalledWith('k20060-1');
  expect(listening.state).toBe('none');
});

it('says that somebody else hears it, and looks until it is over', async () => {
  const api = server();
  api.look.mockResolvedValueOnce(now('listening', 'kierownik-wup'));
  const listening = new ListeningIn('k20060-1', ME, api);
  await listening.lookAround();
  expect([listening.state, listening.other]).toEqual(['none', 'kierownik-wup']);
  await vi.advanceTimersByTimeAsync(LOOK_AT_OTHER_MS);
  expect(listening.other).toBe('');
});

it('a page that nobody uses asks for nothing', async () => {
  const api = server();
  const listening = new ListeningIn('k20060-1', ME, api, () => false);
  await listening.lookAround();
  expect(api.look).not.toHaveBeenCalled();
});

it('an answer from before the telephone rings does not say that nobody listens', async () => {
  const api = server();
  let answer: (found: ListeningNow) => void = () => undefined;
  api.look.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  const listening = new ListeningIn('k20060-1', ME, api);
  const looking = listening.look();
  await listening.give('Wdrożenie');
  answer({ agent: 'k20060-1', state: 'none', listener: null, call_id: null });
  await looking;
  expect(listening.state).toBe('ringing');
});
