// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkCounts } from '../../src/data/work_counts.svelte';

let asked = 0;
const counts = new WorkCounts(() => {
  asked += 1;
  return Promise.resolve([
    { kind: 'message', open: 2, mine: 0, late: 0 },
    { kind: 'request', open: 3, mine: 1, late: 1 },
  ] as const);
});

const hide = (isHidden: boolean) => Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });

beforeEach(() => {
  vi.useFakeTimers();
  hide(false);
  asked = 0;
});
afterEach(() => {
  counts.stop();
  vi.useRealTimers();
});

it('counts what is open, of some kinds or of all, and forgets it with the session', async () => {
  expect(counts.isKnown).toBe(false);
  counts.start();
  await vi.advanceTimersByTimeAsync(1);
  expect(counts.isKnown).toBe(true);
  expect([counts.open(), counts.open('message'), counts.open('message', 'import'), counts.open('import')]).toEqual([5, 2, 2, 0]);
  counts.stop();
  expect([counts.open(), counts.isKnown]).toEqual([0, false]);
});

it('asks each ten seconds while somebody looks, and not while the tab is hidden', async () => {
  counts.start();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toBe(4);
  hide(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(4);
  hide(false);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(asked).toBe(5);
});

it('asks nothing more for a tab that nobody has used for ten minutes, until somebody does', async () => {
  counts.start();
  await vi.advanceTimersByTimeAsync(600_000);
  const before = asked;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toBe(before);
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
  expect(asked).toBe(before + 1);
});
