import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import { ListeningIn, LOOK_MS } from '../../src/listening_in/listening_in.svelte';
import type { ListeningInApi, ListeningNow } from '../../src/listening_in/listening_in_api';

const now = (state: ListeningNow['state']): ListeningNow => ({ agent: 'k20060-1', state, listener: 'kierownik-20060', call_id: 'call-1' });

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
  const listening = new ListeningIn('k20060-1', api);
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
  const listening = new ListeningIn('k20060-1', api);
  listening.ask();
  await listening.give('Wdrożenie');
  expect(listening.failure).toBe('Tej rozmowy słucha już inna osoba.');
  expect([listening.isAsked, listening.state, listening.isBusy]).toEqual([true, 'none', false]);
  listening.ask();
  expect(listening.failure).toBe('');
});

it('ends when it is told to, also where it was over already', async () => {
  const api = server('listening', 'none');
  const listening = new ListeningIn('k20060-1', api);
  await listening.give('Wdrożenie');
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  api.end.mockRejectedValueOnce(new ApiError('transition_refused', 'To konto nie słucha.'));
  await listening.end();
  expect(listening.state).toBe('none');
});

it('keeps what it knows while the server is away, and asks no more once the page is left', async () => {
  const api = server('listening');
  const listening = new ListeningIn('k20060-1', api);
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
