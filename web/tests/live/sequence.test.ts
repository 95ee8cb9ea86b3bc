import { describe, expect, it } from 'vitest';
import type { Beat, LiveEvent, Snapshot } from '../../src/live/protocol';
import { NOWHERE, step, type Place } from '../../src/live/sequence';

const at = '2026-11-27T08:00:00Z';
const snapshot: Snapshot = { type: 'snapshot', epoch: 'a', seq: 10, at, values: {} };
const event = (seq: number, epoch = 'a'): LiveEvent => ({
  type: 'event',
  epoch,
  seq,
  at,
  topic: 'queue',
  key: '20060',
  value: {},
});
const beat = (seq: number, epoch = 'a'): Beat => ({ type: 'beat', epoch, seq, at, age: 0 });
const there: Place = { epoch: 'a', complete: 10 };

describe('the sequence of live messages', () => {
  it('begins with a snapshot, before which nothing is shown', () => {
    expect(step(NOWHERE, event(3)).does).toBe('ask');
    expect(step(NOWHERE, snapshot)).toEqual({ does: 'replace', place: there });
  });

  it('applies every event of one piece of news, and holds it complete only when a later one has come', () => {
    const first = step(there, event(11));
    expect(first).toEqual({ does: 'apply', place: { epoch: 'a', complete: 10 } });
    const second = step(first.place, event(11));
    expect(second.does).toBe('apply');
    expect(step(second.place, event(12)).place.complete).toBe(11);
    expect(step(second.place, beat(11)).place.complete).toBe(11);
  });

  it('passes over what a snapshot has already told', () => {
    expect(step(there, event(10)).does).toBe('nothing');
  });

  it('asks for a snapshot when another process speaks', () => {
    expect(step(there, event(11, 'b'))).toEqual({ does: 'ask', place: NOWHERE });
    expect(step(there, beat(1, 'b'))).toEqual({ does: 'ask', place: NOWHERE });
  });

  it('never goes back by a beat', () => {
    expect(step(there, beat(4)).place.complete).toBe(10);
  });
});
