import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as g from '../../src/scenario/graph';
import { begun, done, redone, undone, type History } from '../../src/scenario/history';
import { clashing, joined } from '../../src/scenario/joining';

const SHEET: g.Sheet = {
  graph: {
    name: 'linia',
    title: 'Linia',
    start: 'menu',
    nodes: {
      menu: { kind: 'menu', settings: { prompts: ['W03'], choices: { '1': 'praca' } }, next: { praca: 'kolejka', failed: 'koniec' } },
      kolejka: { kind: 'queue', next: { served: 'koniec' } },
      koniec: { kind: 'goodbye', settings: { prompts: ['G01'] } },
    },
  },
  drawing: { places: { menu: { x: 0, y: 0 } }, notes: [{ id: 'n1', text: 'Uwaga', x: 5, y: 5 }] },
  cases: [{ name: 'zwykła droga', surroundings: {}, path: ['menu', 'kolejka', '…', 'koniec'] }],
};

const name = fc.constantFrom('menu', 'kolejka', 'koniec', 'inny', 'nowy', 'sub');
const place = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
type Change = (sheet: g.Sheet) => g.Sheet;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(name, place).map(
    ([n, at]): Change =>
      (s) =>
        g.add(s, n, { kind: 'announcement' }, at),
  ),
  fc.array(name, { maxLength: 3 }).map(
    (names): Change =>
      (s) =>
        g.remove(s, names),
  ),
  fc.tuple(name, name).map(
    ([from, to]): Change =>
      (s) =>
        g.rename(s, from, to),
  ),
  fc.tuple(name, fc.constantFrom('prompts', 'choices'), fc.option(fc.string(), { nil: undefined })).map(
    ([n, key, value]): Change =>
      (s) =>
        g.set(s, n, key, value),
  ),
  fc.tuple(name, fc.constantFrom('done', 'failed', 'praca'), fc.option(name)).map(
    ([n, outcome, to]): Change =>
      (s) =>
        g.connect(s, n, outcome, to),
  ),
  name.map(
    (n): Change =>
      (s) =>
        g.startAt(s, n),
  ),
  fc.string({ maxLength: 5 }).map(
    (title): Change =>
      (s) =>
        g.entitle(s, title),
  ),
  fc.tuple(name, fc.option(place)).map(
    ([n, at]): Change =>
      (s) =>
        g.move(s, { [n]: at }),
  ),
  fc.tuple(fc.constantFrom('n1', 'n2'), fc.string({ maxLength: 5 })).map(
    ([id, text]): Change =>
      (s) =>
        g.note(s, { id, text, x: 1, y: 1 }),
  ),
  fc.array(name, { maxLength: 3 }).map(
    (names): Change =>
      (s) =>
        g.paste(
          s,
          g.copy(s, names, (n) => s.drawing.places[n]),
        ).sheet,
  ),
);

describe('any sequence of changes', () => {
  it('taken back is the beginning, and done again the end', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.constantFrom(null, 'typing'), fc.nat(2000)), { maxLength: 120 }), (steps) => {
        let history: History<g.Sheet> = begun(SHEET);
        let at = 0;
        for (const [by, kind, later] of steps) history = done(history, by(history.now), kind, (at += later));
        const end = history.now;
        for (let n = history.before.length; n > 0; n -= 1) history = undone(history);
        expect(history.now).toBe(SHEET);
        for (let n = history.after.length; n > 0; n -= 1) history = redone(history);
        expect(history.now).toBe(end);
      }),
    );
  });

  it('leaves the sheet that it began with as it was, and every place on a node', () => {
    const before = JSON.stringify(SHEET);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let sheet = SHEET;
        for (const by of changes) sheet = by(sheet);
        expect(JSON.stringify(SHEET)).toBe(before);
        const names = Object.keys(sheet.graph.nodes);
        expect(new Set(names).size).toBe(names.length);
        for (const { from } of g.edgesOf(sheet.graph)) expect(names).toContain(from);
      }),
    );
  });

  it('that clash with nobody are joined with those of somebody else, in either order', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.array(change, { maxLength: 12 }), (own, others) => {
        const mine = own.reduce((sheet, by) => by(sheet), SHEET);
        const theirs = others.reduce((sheet, by) => by(sheet), SHEET);
        const both = joined(SHEET, mine, theirs);
        const turned = joined(SHEET, theirs, mine);
        expect(both === null).toBe(turned === null);
        if (both === null || turned === null) return;
        expect(clashing(SHEET, mine, theirs)).toEqual([]);
        expect(both.graph.nodes).toEqual(turned.graph.nodes);
        expect(joined(SHEET, mine, SHEET)?.graph).toEqual(mine.graph);
      }),
    );
  });
});

it('a step back undoes all that was typed at once, and keeps a hundred others', () => {
  let history: History<number> = begun(0);
  for (let n = 1; n <= 5; n += 1) history = done(history, n, 'typing', n * 100);
  expect(undone(history).now).toBe(0);
  for (let n = 6; n <= 200; n += 1) history = done(history, n, null, 10_000);
  for (let n = 0; n < 150; n += 1) history = undone(history);
  expect(history.now).toBe(50);
});

it('a graph that nobody changed is the very same object', () => {
  const moved = g.move(SHEET, { kolejka: { x: 9, y: 9 } });
  expect(moved.graph).toBe(SHEET.graph);
  expect(g.connect(SHEET, 'menu', 'praca', 'kolejka')).toBe(SHEET);
  expect(g.set(SHEET, 'menu', 'prompts', ['W04']).graph.nodes.koniec).toBe(SHEET.graph.nodes.koniec);
});

it('another name is known to the arrows, the drawing and the test cases', () => {
  const renamed = g.rename({ ...SHEET, cases: [{ ...SHEET.cases[0], path: ['menu', 'kolejka/a', '…'] } as g.Case] }, 'kolejka', 'urząd');
  expect(renamed.graph.nodes.menu?.next).toEqual({ praca: 'urząd', failed: 'koniec' });
  expect(renamed.cases[0]?.path).toEqual(['menu', 'urząd/a', '…']);
  expect(Object.keys(renamed.graph.nodes)).toEqual(['menu', 'urząd', 'koniec']);
  expect(g.rename(SHEET, 'menu', 'start').graph.start).toBe('start');
  expect(g.rename(SHEET, 'menu', 'kolejka')).toBe(SHEET);
});

it('what is removed leaves no arrow and no place behind', () => {
  const left = g.remove(SHEET, ['koniec', 'menu']);
  expect(left.graph.nodes).toEqual({ kolejka: { kind: 'queue', next: {} } });
  expect(left.drawing.places).toEqual({});
});

it('a copy has free names, its own arrows, and those to others only at home', () => {
  const clip = g.copy(SHEET, ['menu', 'kolejka'], (node) => SHEET.drawing.places[node]);
  const { sheet, names } = g.paste(SHEET, g.readClip(JSON.stringify(clip)) as g.Clip);
  expect(names).toEqual(['menu_2', 'kolejka_2']);
  expect(sheet.graph.nodes.menu_2?.next).toEqual({ praca: 'kolejka_2', failed: 'koniec' });
  expect(sheet.drawing.places.menu_2).toEqual({ x: 40, y: 40 });
  const abroad = g.paste({ ...SHEET, graph: { ...SHEET.graph, name: 'inna' } }, clip).sheet;
  expect(abroad.graph.nodes.menu_2?.next).toEqual({ praca: 'kolejka_2' });
  expect(g.readClip('{"nodes": 3}')).toBeNull();
  expect(g.readClip('Anna')).toBeNull();
});
