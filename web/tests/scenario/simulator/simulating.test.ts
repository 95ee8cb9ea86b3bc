// @vitest-environment happy-dom
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Graph } from '../../../src/scenario/graph';
import { CHANGED_MS, KEYS_MS, MOST_ACTIONS, Simulating } from '../../../src/scenario/simulator/simulating.svelte';
import { usualSurroundings } from '../../../src/scenario/simulator/surroundings';
import { loadWords } from '../../../src/words';
import { fakeSimulator, trace, type Asked } from './fakes';

const GRAPH: Graph = { name: 'linia', title: 'Linia', start: 'a', nodes: { a: { kind: 'menu' } } };

let asked: Asked[] = [];
beforeEach(async () => {
  vi.useFakeTimers();
  asked = [];
  await loadWords(['scenario_simulator']);
  return () => vi.useRealTimers();
});

function made(api = fakeSimulator(asked), graph: () => Graph = () => GRAPH): Simulating {
  const call = new Simulating(api, graph);
  call.surroundings = usualSurroundings('9510', Date.parse('2026-11-24T09:00:00Z'));
  return call;
}

const last = () => asked.at(-1) as Asked;

describe('a call that is tried out', () => {
  it('plays all steps so far on the graph that is not saved', async () => {
    const call = made();
    await call.call();
    await call.pressAll('123 456-782#');
    await call.wait(5);
    expect(last().what).toEqual({ graph: GRAPH });
    expect(last().actions).toEqual([{ do: 'listen' }, { do: 'press', keys: '123456782#' }, { do: 'listen' }, { do: 'wait', time: 5 }]);
  });

  it('presses nothing where the line waits already', async () => {
    const states = ['asking', 'announcing'] as const;
    const call = made(fakeSimulator(asked, () => trace({ state: states[asked.length - 1] ?? 'asking' })));
    await call.call();
    await call.listen();
    await call.listen();
    expect(last().actions).toEqual([{ do: 'listen' }, { do: 'stay_silent' }, { do: 'listen' }, { do: 'listen' }]);
    await call.undo();
    await call.undo();
    expect(last().actions).toEqual([{ do: 'listen' }]);
  });

  it('takes back a whole step, with the listening that came of it', async () => {
    const call = made();
    await call.call();
    await call.pressAll('1');
    await call.undo();
    expect(last().actions).toEqual([{ do: 'listen' }]);
    await call.undo();
    await call.undo();
    expect([last().actions, call.canUndo]).toEqual([[], false]);
  });

  it('makes one step of keys that are typed quickly, and forgets a key that is taken back in time', async () => {
    const call = made();
    await call.call();
    for (const key of '12#x') call.press(key);
    expect([call.typed, asked.length]).toEqual(['12#', 1]);
    await vi.advanceTimersByTimeAsync(KEYS_MS);
    expect(last().actions.at(-2)).toEqual({ do: 'press', keys: '12#' });
    call.press('9');
    await call.undo();
    await vi.advanceTimersByTimeAsync(KEYS_MS);
    expect([call.typed, asked.length]).toEqual(['', 2]);
  });

  it('presses what was typed before whatever is done next', async () => {
    const call = made();
    call.isListening = false;
    await call.call();
    call.press('1');
    await call.hangUp();
    expect(last().actions).toEqual([{ do: 'press', keys: '1' }, { do: 'hang_up' }]);
  });

  it('plays the same steps for another caller, and on the newest graph once nobody types', async () => {
    let graph = GRAPH;
    const call = made(fakeSimulator(asked), () => graph);
    await call.call();
    await call.pressAll('1');
    const { actions } = last();
    await call.be({ is_queue_full: true });
    expect([last().actions, last().surroundings.is_queue_full]).toEqual([actions, true]);
    graph = { ...GRAPH, title: 'Inna' };
    call.follow(graph);
    call.follow((graph = { ...GRAPH, title: 'Jeszcze inna' }));
    expect(asked.length).toBe(3);
    await vi.advanceTimersByTimeAsync(CHANGED_MS);
    expect([asked.length, last().what, last().actions]).toEqual([4, { graph }, actions]);
    call.follow(graph);
    await vi.advanceTimersByTimeAsync(CHANGED_MS);
    expect(asked.length).toBe(4);
  });

  it('knows what comes of the queue by itself, and asks for it otherwise', async () => {
    const call = made();
    await call.call();
    await call.expectOfQueue('full');
    expect(last().queue).toBe('full');
    call.putDown();
    expect([call.queue, call.trace, call.surroundings.number]).toEqual(['full', null, '9510']);
    call.forget();
    expect([call.queue, call.surroundings.at]).toEqual([null, '']);
  });

  it('plays them on another version, too', async () => {
    const call = made(fakeSimulator(asked, ({ what }) => trace({ state: 'graph' in what ? 'asking' : 'queue' })));
    await call.call();
    await call.compare({ name: 'linia', version: 3 });
    expect(asked.slice(-2).map(({ what }) => what)).toEqual([{ graph: GRAPH }, { name: 'linia', version: 3 }]);
    expect([call.trace?.state, call.otherTrace?.state]).toEqual(['asking', 'queue']);
    await call.compare(null);
    expect(call.otherTrace).toBe(null);
  });

  it('drops an answer that comes too late, and keeps what is shown while it asks', async () => {
    const answers: ((of: ReturnType<typeof trace>) => void)[] = [];
    const call = made(fakeSimulator(asked, () => new Promise((resolve) => answers.push(resolve))));
    const first = call.call();
    const second = call.pressAll('1');
    expect(second).toBeInstanceOf(Promise);
    answers[0]?.(trace({ office: 'late' }));
    await first;
    expect(call.trace).toBe(null);
    call.forget();
    expect([call.trace, call.isBusy, call.isCalling]).toEqual([null, false, false]);
  });

  it('says why a call could not be played, keeps the steps, and does nothing once it is over', async () => {
    let isBroken = true;
    const call = made(
      fakeSimulator(asked, () => (isBroken ? Promise.reject(new ApiError('scenario_refused', 'Graf jest zły.')) : trace({ state: 'ended', end: 'completed' }))),
    );
    await call.call();
    expect([call.failure, call.isBusy, call.actions.length]).toEqual(['Graf jest zły.', false, 1]);
    isBroken = false;
    await call.listen();
    expect([call.failure, call.trace?.end]).toEqual(['', 'completed']);
    await call.pressAll('1');
    call.press('1');
    expect([asked.length, call.typed]).toEqual([2, '']);
  });

  it('never asks for more than the server plays', async () => {
    const call = made();
    await call.call();
    await call.begin(
      call.surroundings,
      null,
      Array.from({ length: MOST_ACTIONS - 1 }, () => [{ do: 'listen' as const }]),
    );
    expect(call.mayAct).toBe(false);
    await call.listen();
    expect(last().actions.length).toBe(MOST_ACTIONS - 1);
  });

  it('whatever was done, taken back step by step is the beginning of the call', async () => {
    const act = fc.constantFrom('press', 'wait', 'listen', 'jump', 'leave', 'mode');
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
        const call = made();
        await call.call();
        const seen: number[] = [];
        for (const each of acts) {
          const before = call.actions.length;
          if (each === 'press') await call.pressAll('1');
          else if (each === 'wait') await call.wait(1);
          else if (each === 'listen') await call.listen();
          else if (each === 'jump') await call.jumpTo('2026-12-24T10:00:00');
          else if (each === 'leave') await call.leaveQueue('full');
          else call.isListening = !call.isListening;
          if (call.actions.length > before) seen.push(before);
        }
        for (const before of seen.toReversed()) {
          await call.undo();
          expect(call.actions.length).toBe(before);
        }
      }),
      { numRuns: 50 },
    );
  });
});
