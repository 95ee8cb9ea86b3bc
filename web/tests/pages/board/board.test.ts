import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { Board, NAMES_MS, OVERFLOW_MS } from '../../../src/pages/board/board.svelte';
import type { BoardApi } from '../../../src/pages/board/board_api';
import { keepAwake } from '../../../src/pages/board/wake_lock';
import type { AgentLive } from '../../../src/live/protocol';

const READY: AgentLive = { office: '20060', state: 'available', since: '2026-11-27T08:40:00Z' };
let now = 0;

function server() {
  return {
    agents: vi.fn<BoardApi['agents']>(() => Promise.resolve([{ id: 'k20060-1', name: 'Konsultant 1 (Kolno)' }])),
    overflows: vi.fn<BoardApi['overflows']>(() => Promise.resolve(new Map([['20060', { isOn: true, neighbours: ['20620'] }]]))),
    pauseReasons: vi.fn<BoardApi['pauseReasons']>(() => Promise.resolve([{ id: 'meal', name: 'posiłek' }])),
    loads: vi.fn<BoardApi['loads']>(() => Promise.resolve(new Map([['k20060-1', { talks: 3, occupancy: 61.5 }]]))),
    wish: vi.fn<BoardApi['wish']>(() => Promise.resolve()),
  };
}

const document = { hidden: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', document);
  now = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('names are asked for again when somebody new is there, and not more often than each half minute', async () => {
  const api = server();
  const board = new Board(api, () => now);
  board.start(true);
  await vi.advanceTimersByTimeAsync(0);
  expect([board.nameOf('k20060-1'), board.nameOf('k20060-9'), board.knows('k20060-9')]).toEqual(['Konsultant 1 (Kolno)', 'k20060-9', false]);
  await board.askNames();
  expect(api.agents).toHaveBeenCalledTimes(1);
  now = NAMES_MS;
  await board.askNames();
  expect(api.agents).toHaveBeenCalledTimes(2);
  board.stop();
});

it('a consultant whose name is told to nobody here is asked for once', async () => {
  const api = server();
  const board = new Board(api, () => now);
  await board.askNames(['k20060-1', 'k20610-1']);
  expect([board.knows('k20610-1'), board.nameOf('k20610-1')]).toEqual([true, 'k20610-1']);
  expect(board.knows('k20610-2')).toBe(false);
});

it('who may not list consultants sees their ids and asks for nothing', async () => {
  const api = server();
  const board = new Board(api, () => now);
  board.start(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(api.agents).not.toHaveBeenCalled();
  board.stop();
});

it('the rules of help are asked for while the page is seen, and no more after it is left', async () => {
  const api = server();
  const board = new Board(api, () => now);
  board.start(true);
  await vi.advanceTimersByTimeAsync(OVERFLOW_MS);
  expect(api.overflows).toHaveBeenCalledTimes(2);
  document.hidden = true;
  await vi.advanceTimersByTimeAsync(3 * OVERFLOW_MS);
  expect(api.overflows).toHaveBeenCalledTimes(2);
  document.hidden = false;
  api.overflows.mockRejectedValueOnce(new ApiError('network', 'Brak połączenia.'));
  await vi.advanceTimersByTimeAsync(OVERFLOW_MS);
  expect(board.overflows.get('20060')?.isOn).toBe(true); // what was known stays
  board.stop();
  await vi.advanceTimersByTimeAsync(5 * OVERFLOW_MS);
  expect(api.overflows).toHaveBeenCalledTimes(3);
});

it('a page that nobody uses asks for nothing, so that its session ends', async () => {
  const api = server();
  const board = new Board(api, () => now);
  let isUsed = true;
  board.start(false, () => isUsed);
  await vi.advanceTimersByTimeAsync(OVERFLOW_MS);
  isUsed = false;
  await vi.advanceTimersByTimeAsync(10 * OVERFLOW_MS);
  expect(api.overflows).toHaveBeenCalledTimes(2);
  isUsed = true;
  await vi.advanceTimersByTimeAsync(OVERFLOW_MS);
  expect(api.overflows).toHaveBeenCalledTimes(3);
  board.stop();
});

it('a change says what it did and is taken back', async () => {
  const api = server();
  const board = new Board(api, () => now);
  await board.askNames();
  expect(await board.wish('k20060-1', READY, 'pause', 'meal')).toBe(true);
  expect(api.wish).toHaveBeenLastCalledWith('k20060-1', 'pause', 'meal');
  expect(board.done?.says).toBe('Konsultant 1 (Kolno): przerwa.');
  await board.takeBack();
  expect(api.wish).toHaveBeenLastCalledWith('k20060-1', 'ready', null);
  expect([board.done?.says, board.done?.undo]).toEqual(['Konsultant 1 (Kolno): zmianę cofnięto.', null]);
  await board.takeBack();
  expect(api.wish).toHaveBeenCalledTimes(2);
});

it('in a call it says that it comes after it; what is refused is said and changes nothing', async () => {
  const api = server();
  const board = new Board(api, () => now);
  const talking = { ...READY, state: 'talking', call: { id: 'call-1', phase: 'talking' as const, since: READY.since } };
  await board.wish('k20060-1', talking, 'log_out', null);
  expect(board.done?.says).toBe('k20060-1: po rozmowie wylogowanie.');
  api.wish.mockRejectedValueOnce(new ApiError('transition_refused', 'Tego stanu nie można teraz ustawić.'));
  expect(await board.wish('k20060-1', READY, 'pause', 'meal')).toBe(false);
  expect([board.failure, board.done?.says]).toEqual(['Tego stanu nie można teraz ustawić.', 'k20060-1: po rozmowie wylogowanie.']);
});

it('the load is asked for by a person alone, and what is known stays when it fails', async () => {
  const api = server();
  const board = new Board(api, () => now);
  board.start(true);
  await vi.advanceTimersByTimeAsync(10 * OVERFLOW_MS);
  expect([api.loads.mock.calls.length, board.loads]).toEqual([0, null]);
  await board.askLoads('2026-11-27', ['20060'], 5);
  expect(api.loads).toHaveBeenCalledWith('2026-11-27', ['20060']);
  expect([board.loads?.at, board.loads?.of.get('k20060-1')?.talks]).toEqual([5, 3]);
  api.loads.mockRejectedValueOnce(new ApiError('network', 'Brak połączenia.'));
  await board.askLoads('2026-11-27', [], 9);
  expect([board.loadsFailure, board.loads?.at]).toEqual(['Brak połączenia.', 5]);
  board.keepLoadsOf('1970-01-01', ['20060']);
  expect(board.loads).not.toBeNull();
  board.keepLoadsOf('1970-01-02', ['20060']); // midnight: what stood there was of today
  expect(board.loads).toBeNull();
  await board.askLoads('2026-11-27', ['20060'], 5);
  board.keepLoadsOf('1970-01-01', []); // of others nothing is known
  expect(board.loads).toBeNull();
  board.stop();
});

it('the screen of the wall is kept awake, again after it was hidden, and let go when it is left', async () => {
  const release = vi.fn(() => Promise.resolve());
  const request = vi.fn(() => Promise.resolve({ release }));
  const letGo = keepAwake({ request });
  await vi.advanceTimersByTimeAsync(0);
  const seen = document.addEventListener.mock.calls.at(-1)?.[1] as () => void;
  seen();
  await vi.advanceTimersByTimeAsync(0);
  expect([request.mock.calls.length, release.mock.calls.length]).toEqual([2, 1]);
  letGo();
  expect(release).toHaveBeenCalledTimes(2);
  expect(document.removeEventListener).toHaveBeenCalledWith('visibilitychange', seen);
  const refused = keepAwake({ request: () => Promise.reject(new Error('battery')) });
  await vi.advanceTimersByTimeAsync(0);
  refused();
  keepAwake(undefined)();
});
