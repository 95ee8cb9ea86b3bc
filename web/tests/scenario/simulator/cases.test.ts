import { describe, expect, it } from 'vitest';
import { NO_DRAWING, type Case, type Sheet } from '../../../src/scenario/graph';
import {
  addCase,
  bareArrows,
  bareEdges,
  changeCase,
  duplicateCase,
  expectsNothing,
  freeCaseName,
  keptSurroundings,
  queueOf,
  removeCase,
  stepsOf,
  wholeSurroundings,
} from '../../../src/scenario/simulator/cases';
import { edgeKey } from '../../../src/scenario/overlay/heat';
import { usualSurroundings } from '../../../src/scenario/simulator/surroundings';
import { heard, tests, trace } from './fakes';
import { GRAPH } from './opened';

const ONE: Case = { name: 'Zwykła droga', surroundings: { at: '2026-11-24T10:00:00' }, end: 'completed' };
const sheet = (...cases: Case[]): Sheet => ({ graph: GRAPH, drawing: NO_DRAWING, cases });

describe('test cases of a sheet', () => {
  it('are added and copied under free names, changed and removed, and nothing else changes', () => {
    const before = sheet(ONE);
    const more = addCase(before, ONE);
    expect(more.cases.map(({ name }) => name)).toEqual(['Zwykła droga', 'Zwykła droga 2']);
    expect([more.graph, before.cases.length]).toEqual([GRAPH, 1]);
    expect(duplicateCase(more, 'Zwykła droga').cases.map(({ name }) => name)).toEqual(['Zwykła droga', 'Zwykła droga 3', 'Zwykła droga 2']);
    expect(changeCase(more, 'Zwykła droga 2', { end: 'queue' }).cases.map(({ end }) => end)).toEqual(['completed', 'queue']);
    expect(removeCase(more, 'Zwykła droga').cases.map(({ name }) => name)).toEqual(['Zwykła droga 2']);
    expect(freeCaseName(more.cases, 'Zwykła droga 2')).toBe('Zwykła droga 3');
  });

  it('expect a way, an announcement or an end', () => {
    expect([expectsNothing(ONE), expectsNothing({ ...ONE, end: null }), expectsNothing({ ...ONE, end: null, prompts: ['W01'] })]).toEqual([false, true, false]);
  });

  it('keep what a person has chosen of who calls, and know the rest', () => {
    const around = { ...usualSurroundings('9524', Date.parse('2026-11-24T09:00:00Z')), offices_away: ['20060'] };
    expect(keptSurroundings(around)).toEqual({ number: '9524', offices_away: ['20060'], at: '2026-11-24T10:00:00' });
    expect(wholeSurroundings(ONE)).toMatchObject({ number: '9510', recording: 'opt_in', at: '2026-11-24T10:00:00' });
    expect(keptSurroundings(wholeSurroundings({ ...ONE, surroundings: keptSurroundings(around) }))).toEqual(keptSurroundings(around));
  });
});

describe('coverage', () => {
  const edge = (node: string, outcome: string, to: string, cases: string[]) => ({ node, outcome, to, cases });
  const found = tests({
    edges: [
      edge('powitanie', 'done', 'menu', ['Zwykła droga']),
      edge('menu', 'praca', 'kolejka', []),
      edge('menu', 'failed', 'koniec', ['Zwykła droga']),
      edge('kolejka', 'served', 'koniec', []),
      edge('gone', 'done', 'koniec', []),
    ],
  });

  it('names the ways of the graph that no green case walks, also of two that lead to the same node', () => {
    expect(bareEdges(GRAPH, found)).toEqual([
      { from: 'menu', outcome: 'praca', to: 'kolejka' },
      { from: 'kolejka', outcome: 'served', to: 'koniec' },
    ]);
  });

  it('leaves an arrow bare only where no outcome that leads along it is walked', () => {
    const both = { ...GRAPH, nodes: { ...GRAPH.nodes, menu: { kind: 'menu', next: { praca: 'kolejka', failed: 'kolejka' } } } };
    const one = { from: 'menu', outcome: 'praca', to: 'kolejka' };
    expect([...bareArrows(GRAPH, [one])]).toEqual([edgeKey('menu', 'kolejka')]);
    expect([...bareArrows(both, [one])]).toEqual([]);
    expect([...bareArrows(both, [one, { ...one, outcome: 'failed' }])]).toEqual([edgeKey('menu', 'kolejka')]);
  });

  it('is unknown before the cases were run, and of a graph with errors', () => {
    expect([bareEdges(GRAPH, null), bareEdges(GRAPH, { ...found, is_fit: false })]).toEqual([[], []]);
  });
});

describe('a test case that is gone on with by hand', () => {
  const call = trace({
    duration_time: 60,
    heard: [heard(0, 'W01', 'a'), heard(5, 'M01', 'b'), heard(15, 'M01', 'b')],
    path: [
      { at: 0, node: 'powitanie', kind: 'announcement', left_by: 'done' },
      { at: 5, node: 'menu', kind: 'menu', left_by: 'praca' },
      { at: 17, node: 'kolejka', kind: 'queue', left_by: 'served' },
      { at: 37, node: 'koniec', kind: 'goodbye', left_by: null },
    ],
    queues: [{ at: 17, office: '20060', stays_home: false, outcome: 'served' }],
  });

  it('does at the same moments what its caller did, each announcement counted once', () => {
    const steps = stepsOf(
      {
        ...ONE,
        steps: [
          { after_prompt: 'M01', wait: 0 },
          { after_prompt: 'M01', wait: 2, keys: '12' },
        ],
      },
      call,
    );
    const actions = steps.flat();
    expect(actions.map((each) => each.do)).toEqual(['wait', 'press', 'wait']);
    let at = 0.001;
    const moments: number[] = [];
    for (const each of actions) {
      if (each.do === 'wait') at += each.time;
      else moments.push(Math.round(at * 1000) / 1000);
      at += (each.do === 'press' ? 0.2 : 0) + 0.001;
    }
    expect(moments[0]).toBeCloseTo(17, 2);
    expect(at).toBeGreaterThanOrEqual(60);
  });

  it('leads out of a queue as the case says, and stops where the caller would wait for ever', () => {
    const own: Case = {
      ...ONE,
      steps: [
        { wait: 18, leave_queue: 'full' },
        { after_prompt: 'X99', keys: '1' },
        { wait: 1, hangs_up: true },
      ],
    };
    const actions = stepsOf(own, call).flat();
    expect(actions.filter((each) => each.do !== 'wait')).toEqual([{ do: 'leave_queue', outcome: 'full' }]);
    expect([queueOf(own), queueOf(ONE), queueOf({ ...ONE, queue: 'callback' }), queueOf({ ...ONE, queue: null })]).toEqual([null, 'served', 'callback', null]);
  });
});
