import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Mirror } from '../../src/live/mirror.svelte';
import type { AgentLive, OfficeFigures, ToPage } from '../../src/live/protocol';
import { Server } from './support';

const at = '2026-11-27T08:00:00Z';
const TOPICS = ['agent', 'listening', 'help', 'queue', 'waiting', 'centre', 'office_figures', 'flow', 'alarm', 'day_line', 'callbacks', 'limits', 'matters'];
const agent = (state: string): AgentLive => ({ office: '20060', state, since: at });
const snapshot = (seq: number, agents: Record<string, AgentLive>, epoch = 'a'): ToPage => ({
  type: 'snapshot',
  epoch,
  seq,
  at,
  values: { agent: agents },
});
const event = (seq: number, key: string, value: AgentLive | null): ToPage => ({
  type: 'event',
  epoch: 'a',
  seq,
  at,
  topic: 'agent',
  key,
  value,
});

describe('the mirror', () => {
  let server: Server;
  let mirror: Mirror;
  let refused: boolean[];

  beforeEach(() => {
    vi.useFakeTimers();
    server = new Server();
    refused = [];
    mirror = new Mirror({
      refused: (isCertain) => refused.push(isCertain),
      makeSocket: server.make,
      steady: () => Date.now(),
    });
    mirror.start();
    server.last.accepts();
  });

  afterEach(() => {
    mirror.stop();
    vi.useRealTimers();
  });

  it('asks for everything and shows what it is told', () => {
    expect(server.last.heard).toEqual([{ type: 'watch', topics: TOPICS, epoch: null, seq: null }]);
    server.last.says(snapshot(5, { 'k20060-1': agent('ready') }));
    expect(mirror.agents.get('k20060-1')?.state).toBe('ready');
    expect(mirror.isFresh).toBe(true);
  });

  it('shows the board: figures, flows and alarms, and forgets those that are gone', () => {
    const figures: OfficeFigures = {
      complete_until: at,
      facts_to: 7,
      now: { since: at, figures: { offered: [3, 3] } },
      hour: { since: at, figures: {} },
      day: { since: at, figures: { service_level: [null, 0] } },
    };
    const board = {
      office_figures: { '20610': figures },
      flow: { '20610>20620': { day: 2 } },
      alarm: { 'nobody_there:20610': { kind: 'nobody_there' as const, since: at, office: '20610' } },
    };
    server.last.says({ type: 'snapshot', epoch: 'a', seq: 5, at, values: board });
    expect(mirror.officeFigures.get('20610')?.now.figures?.offered).toEqual([3, 3]);
    expect(mirror.flows.get('20610>20620')).toEqual({ day: 2 });
    server.last.says({ type: 'event', epoch: 'a', seq: 6, at, topic: 'alarm', key: 'nobody_there:20610', value: null });
    expect(mirror.alarms.size).toBe(0);
    server.last.says(snapshot(7, {}));
    expect([mirror.officeFigures.size, mirror.flows.size]).toEqual([0, 0]);
  });

  it('figures that the web service reckons do not say that the centre is there', () => {
    server.last.says(snapshot(5, { 'k20060-1': agent('ready') }));
    server.last.says({ type: 'beat', epoch: 'a', seq: 5, at, age: 8 });
    expect([mirror.age, mirror.isFresh]).toEqual([8, false]);
    const alarm = { kind: 'figures_late' as const, since: at };
    server.last.says({ type: 'event', epoch: 'a', seq: 6, at, topic: 'alarm', key: 'figures_late:', value: alarm });
    expect([mirror.age, mirror.isFresh]).toEqual([8, false]);
    server.last.says(event(7, 'k20060-1', agent('talking')));
    expect([mirror.age, mirror.isFresh]).toEqual([0, true]);
  });

  it('takes changes over, at most ten times a second, and forgets what is gone', () => {
    server.last.says(snapshot(5, { 'k20060-1': agent('ready'), 'k20060-2': agent('ready') }));
    server.last.says(event(6, 'k20060-1', agent('ringing')));
    expect(mirror.agents.get('k20060-1')?.state).toBe('ringing');
    server.last.says(event(7, 'k20060-1', agent('talking')));
    server.last.says(event(8, 'k20060-2', null));
    expect(mirror.agents.get('k20060-1')?.state).toBe('ringing');
    vi.advanceTimersByTime(100);
    expect(mirror.agents.get('k20060-1')?.state).toBe('talking');
    expect(mirror.agents.has('k20060-2')).toBe(false);
  });

  it('after a gap says where it was, and repairs itself by what comes', () => {
    server.last.says(snapshot(5, { 'k20060-1': agent('ready'), 'k20060-2': agent('ready') }));
    server.last.says(event(6, 'k20060-1', agent('talking')));
    server.last.ends();
    expect(mirror.isFresh).toBe(true);
    vi.advanceTimersByTime(500);
    expect(mirror.isFresh).toBe(false);
    server.last.accepts();
    expect(server.last.heard).toEqual([{ type: 'watch', topics: TOPICS, epoch: 'a', seq: 5 }]);
    server.last.says(snapshot(9, { 'k20060-2': agent('pause') }));
    expect([...mirror.agents.keys()]).toEqual(['k20060-2']);
  });

  it('asks once for a snapshot when the server has started again', () => {
    server.last.says(snapshot(5, { 'k20060-1': agent('ready') }));
    const beat: ToPage = { type: 'beat', epoch: 'b', seq: 2, at, age: 0 };
    server.last.says(beat);
    server.last.says({ ...beat, seq: 3 });
    expect(server.last.heard).toHaveLength(2);
    expect(server.last.heard[1]).toMatchObject({ type: 'watch', epoch: null });
    expect(mirror.isFresh).toBe(false);
  });

  it('says how old the data is', () => {
    server.last.says(snapshot(5, {}));
    server.last.says({ type: 'beat', epoch: 'a', seq: 5, at, age: 2 });
    expect(mirror.isFresh).toBe(true);
    vi.advanceTimersByTime(1500);
    expect(mirror.age).toBeCloseTo(3.5);
    expect(mirror.isFresh).toBe(false);
  });

  it('keeps a refusal for people, but not that a role does not see something', () => {
    server.last.says({ type: 'error', code: 'topic_refused', message: 'x' });
    expect(mirror.error).toBeNull();
    server.last.says({ type: 'error', code: 'busy', message: 'Trwa rozmowa.' });
    expect(mirror.error?.message).toBe('Trwa rozmowa.');
  });

  it('forgets everything when somebody leaves', () => {
    server.last.says(snapshot(5, { 'k20060-1': agent('ready') }));
    mirror.stop();
    expect(mirror.agents.size).toBe(0);
    expect(mirror.age).toBe(Infinity);
  });

  it('does not bring a page that rests forward when the server was away', () => {
    server.last.says({ type: 'desk', is_own: false, may_take_over: false });
    server.last.ends();
    expect(mirror.desk).toEqual({ type: 'desk', is_own: false, may_take_over: true });
    vi.advanceTimersByTime(1000);
    server.last.accepts();
    server.last.says({ type: 'desk', is_own: true, may_take_over: false });
    server.last.ends();
    expect(mirror.desk).toBeNull();
  });
});
