import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection, pauseAfter, SILENCE_MS, type Listener } from '../../src/live/connection';
import type { ToPage } from '../../src/live/protocol';
import { Server } from './support';

const beat: ToPage = { type: 'beat', epoch: 'a', seq: 1, at: '2026-11-27T08:00:00Z', age: 0 };

describe('the WebSocket of a page', () => {
  let server: Server;
  let told: string[];
  let connection: Connection;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new Server();
    told = [];
    const listener: Listener = {
      opened: () => told.push('opened'),
      heard: (message) => told.push(message.type),
      lost: () => told.push('lost'),
      refused: (isCertain) => told.push(isCertain ? 'over' : 'refused'),
    };
    connection = new Connection(server.make, listener, () => 0.5);
  });

  afterEach(() => {
    connection.stop();
    vi.useRealTimers();
  });

  it('hands on what it hears, and nothing that is no message', () => {
    connection.start();
    server.last.accepts();
    server.last.says(beat);
    server.last.says('{"half');
    server.last.says('7');
    expect(told).toEqual(['opened', 'beat']);
  });

  it('comes back by itself after it was lost, with growing pauses', () => {
    connection.start();
    server.last.accepts();
    server.last.says(beat);
    server.last.ends();
    vi.advanceTimersByTime(300);
    expect(server.sockets).toHaveLength(2);
    server.last.ends();
    vi.advanceTimersByTime(300);
    expect(server.sockets).toHaveLength(2);
    vi.advanceTimersByTime(300);
    expect(server.sockets).toHaveLength(3);
    expect(told).toEqual(['opened', 'beat', 'lost', 'refused']);
  });

  it('waits at most about fifteen seconds', () => {
    expect(pauseAfter(0, 0.5)).toBe(300);
    expect(pauseAfter(100, 0.5)).toBe(15_000);
    expect(pauseAfter(100, 1)).toBeLessThan(20_000);
  });

  it('gives a line up that has fallen silent', () => {
    connection.start();
    server.last.accepts();
    server.last.says(beat);
    vi.advanceTimersByTime(SILENCE_MS - 1);
    expect(told).not.toContain('lost');
    vi.advanceTimersByTime(1);
    expect(told).toContain('lost');
    expect(server.last.isClosedByPage).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(server.sockets).toHaveLength(2);
  });

  it('tries at once when the network is back', () => {
    connection.start();
    server.last.ends();
    connection.hurry();
    expect(server.sockets).toHaveLength(2);
  });

  it('does not come back when the session is over, nor when it was stopped', () => {
    connection.start();
    server.last.accepts();
    server.last.ends(4401);
    vi.advanceTimersByTime(60_000);
    expect(server.sockets).toHaveLength(1);
    expect(told.at(-1)).toBe('over');
    connection.start();
    connection.stop();
    vi.advanceTimersByTime(60_000);
    expect(server.sockets).toHaveLength(2);
  });

  it('keeps nothing for later: what is said without a connection is refused', () => {
    connection.start();
    expect(connection.send({ type: 'leaving', page: 'p' })).toBe(false);
    server.last.accepts();
    expect(connection.send({ type: 'leaving', page: 'p' })).toBe(true);
    expect(server.last.heard).toEqual([{ type: 'leaving', page: 'p' }]);
  });
});
