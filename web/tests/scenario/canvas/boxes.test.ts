import { describe, expect, it } from 'vitest';
import { boxesOf, wayOf, type Shown } from '../../../src/scenario/canvas/boxes';
import { beside } from '../../../src/scenario/canvas/acts.svelte';
import { Flow, type FlowWords } from '../../../src/scenario/canvas/flow';
import { keyOf, type Where } from '../../../src/scenario/canvas/keys';
import type { Graph } from '../../../src/scenario/graph';
import { KINDS } from '../opened';

const GRAPH: Graph = {
  name: 'linia',
  title: 'Linia',
  start: 'menu',
  nodes: {
    koniec: { kind: 'goodbye' },
    menu: { kind: 'menu', settings: { choices: { '1': 'work', '2': 'benefit' } }, next: { work: 'dane', benefit: 'koniec', failed: 'cisza' } },
    cisza: { kind: 'announcement', next: { done: 'koniec' } },
    dane: { kind: 'benefit', next: { told: 'koniec', unavailable: 'koniec' } },
    inna: { kind: 'subscenario', settings: { scenario: 'ankieta' }, next: {} },
  },
};
const CALLED: Graph = {
  name: 'ankieta',
  title: 'Ankieta',
  start: 'pytanie',
  nodes: { pytanie: { kind: 'survey', next: { done: 'koniec', skipped: 'koniec' } }, koniec: { kind: 'end', settings: { outcome: 'zebrano' } } },
};
const shown = (over: Partial<Shown> = {}): Shown => ({
  kinds: KINDS,
  called: (name) => (name === 'ankieta' ? CALLED : undefined),
  words: { key: (keys) => `klawisz ${keys}`, named: { back: 'powrót' } },
  isRareShown: false,
  opened: new Set(),
  ...over,
});
const boxOf = (name: string, over?: Partial<Shown>) => boxesOf(GRAPH, shown(over)).boxes.find((box) => box.name === name)!;

describe('boxes', () => {
  it('begin with the start, and call what a setting names by its key', () => {
    expect(boxesOf(GRAPH, shown()).boxes[0]?.name).toBe('menu');
    expect(boxOf('menu').ways.map(({ label }) => label)).toEqual(expect.arrayContaining(['klawisz 1', 'klawisz 2']));
  });

  it('show rare ways on wish, and always where a node has no other', () => {
    const ids = (over?: Partial<Shown>) => boxesOf(GRAPH, shown(over)).arrows.map(({ id }) => id);
    expect(ids()).toContain('menu>failed'); // the only way to „cisza”
    expect(ids()).not.toContain('dane>unavailable');
    expect(boxOf('dane').hidden).toBe(2); // unavailable, not_verified
    expect(ids({ isRareShown: true })).toContain('dane>unavailable');
    expect(boxOf('dane', { isRareShown: true }).hidden).toBe(0);
  });

  it('hold a sub-scenario that is opened', () => {
    expect(boxOf('inna').inside).toBeNull();
    const { inside, width, height, ways } = boxOf('inna', { opened: new Set(['inna']) });
    expect(inside?.boxes.map(({ name }) => name)).toEqual(['pytanie', 'koniec']);
    expect(ways.map(({ label }) => label)).toContain('zebrano');
    for (const box of inside?.boxes ?? []) {
      const { x, y } = inside!.places.get(box.name)!;
      expect(x > 0 && y > 0 && x + box.width < width && y + box.height < height).toBe(true);
    }
  });
});

describe('what xyflow is given', () => {
  const words: FlowWords = { step: (box) => box.name, stepRole: '', note: (text) => text, noteRole: '', way: ({ id }) => id, wayRole: '' };
  const places = new Map(Object.keys(GRAPH.nodes).map((name, n) => [name, { x: n * 300, y: 0 }]));

  it('is the same object where nothing has changed', () => {
    const { boxes, arrows } = boxesOf(GRAPH, shown());
    const flow = new Flow();
    const before = flow.nodes({ boxes, arrows, places }, 'menu', [], new Set(), words);
    const moved = new Map([...places, ['dane', { x: 5, y: 900 }]]);
    const after = flow.nodes({ boxes, arrows, places: moved }, 'menu', [], new Set(['koniec']), words);
    expect(after.filter((node, n) => node !== before[n]).map(({ id }) => id)).toEqual(['koniec', 'dane']);
    const ways = flow.ways({ boxes, arrows, places }, new Set(), words);
    expect(flow.ways({ boxes, arrows, places: moved }, new Set(['menu>work']), words).filter((way, n) => way !== ways[n])).toHaveLength(1);
  });

  it('names nodes of a sub-scenario by their path', () => {
    const { boxes, arrows } = boxesOf(GRAPH, shown({ opened: new Set(['inna']) }));
    const drawn = { boxes, arrows, places };
    const inner = new Flow().nodes(drawn, 'menu', [], new Set(), words).filter(({ parentId }) => parentId === 'inna');
    expect(inner.map(({ id }) => id)).toEqual(['inna/pytanie', 'inna/koniec']);
    expect(inner.every(({ draggable, selectable }) => draggable === false && selectable === false)).toBe(true);
    expect(new Flow().ways(drawn, new Set(), words).map(({ id }) => id)).toContain('inna/pytanie>done');
  });
});

describe('keys', () => {
  const where: Where = {
    node: 'menu',
    order: ['menu', 'koniec', 'dane'],
    places: new Map([
      ['menu', { x: 0, y: 0 }],
      ['koniec', { x: 0, y: 400 }],
      ['dane', { x: 300, y: 20 }],
    ]),
    chosen: new Set<string>(),
  };
  const key = (name: string, over: Partial<Where> = {}, held: Partial<KeyboardEvent> = {}) =>
    keyOf({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held }, { ...where, ...over });

  it('go from node to node, and leave at the end', () => {
    expect(key('Tab')).toEqual({ act: 'go', to: 'koniec' });
    expect(key('Tab', { node: 'dane' })).toBeNull();
    expect(key('Tab', {}, { shiftKey: true })).toBeNull();
    expect(key('ArrowRight')).toEqual({ act: 'go', to: 'dane' });
    expect(key('ArrowDown')).toEqual({ act: 'go', to: 'koniec' });
    expect(key('ArrowLeft')).toBeNull();
  });

  it('move what is chosen', () => {
    const chosen = new Set(['menu']);
    expect(key('ArrowRight', { chosen })).toEqual({ act: 'move', x: 8, y: 0, changes: true });
    expect(key('ArrowUp', { chosen }, { shiftKey: true })).toEqual({ act: 'move', x: 0, y: -40, changes: true });
    expect(key('ArrowRight', { chosen, node: 'dane' })).toBeNull();
  });

  it('open, connect, choose, copy and remove', () => {
    expect(key('Enter')).toEqual({ act: 'open', node: 'menu' });
    expect(key('Enter', {}, { shiftKey: true })).toEqual({ act: 'connect', node: 'menu', changes: true });
    expect(key(' ')).toEqual({ act: 'select', node: 'menu' });
    expect(key('c', {}, { ctrlKey: true })).toEqual({ act: 'copy' });
    expect(key('v', {}, { metaKey: true })).toEqual({ act: 'paste', changes: true });
    expect(key('Delete')).toBeNull();
    expect(key('Delete', { chosen: new Set(['menu']) })).toEqual({ act: 'remove', changes: true });
    expect(key('z', {}, { ctrlKey: true })).toBeNull(); // the page's
  });

  it('change nothing from within a sub-scenario', () => {
    for (const each of ['Delete', 'Enter', ' ']) expect(key(each, { node: 'menu/pytanie', chosen: new Set(['menu']) })).toBeNull();
  });

  it('know no way from a node that is not there', () => {
    expect(beside(where.places, 'nikt', { x: 0, y: 1 })).toBeNull();
  });
});

it('an arrow leads down in a curve and up around the side', () => {
  expect(wayOf({ x: 0, y: 0 }, { x: 100, y: 200 })).toEqual({ path: 'M0,0C0,100 100,100 100,200', middle: { x: 50, y: 100 } });
  const { middle } = wayOf({ x: 0, y: 300 }, { x: 40, y: 0 });
  expect(middle.x).toBeGreaterThan(40 + 104);
});
