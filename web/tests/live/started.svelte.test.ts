// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Mirror } from '../../src/live/mirror.svelte';
import { Server } from './support';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('is started once by the shell, however long the clock goes on', () => {
  const server = new Server();
  const mirror = new Mirror({ refused: () => {}, makeSocket: server.make, steady: () => Date.now() });
  let starts = 0;
  const end = $effect.root(() => {
    $effect(() => {
      starts += 1;
      mirror.start();
      return () => mirror.stop();
    });
  });
  flushSync();
  server.last.accepts();
  vi.advanceTimersByTime(3000);
  flushSync();
  expect(starts).toBe(1);
  expect(mirror.isConnected).toBe(true);
  end();
});
