import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Graph, GraphNode } from '../../../src/scenario/graph';
import { reading } from '../../../src/scenario/outline/reading';
import { KINDS, scenarioOf } from '../opened';

const of = (graph: Graph) => reading(graph, (node) => KINDS.outcomes(node));

it('reads along the ways from the start, each node once, and what nothing leads to apart', () => {
  const graph = scenarioOf(
    {
      sam: { kind: 'announcement', next: { done: 'koniec' } },
      koniec: { kind: 'goodbye' },
      menu: { kind: 'menu', settings: { choices: { '1': 'praca', '2': 'inne' } }, next: { praca: 'godziny', inne: 'menu', failed: 'koniec' } },
      godziny: { kind: 'opening_hours', next: { open: 'kolejka', closed: 'menu' } },
      kolejka: { kind: 'queue', next: { served: 'koniec', full: 'nie_ma' } },
    },
    'menu',
  );
  const { rows, apart } = of(graph);
  expect(rows.map(({ node, number }) => `${number} ${node}`)).toEqual(['1 menu', '2 koniec', '3 godziny', '4 kolejka']);
  expect(apart.map(({ node, number }) => `${number} ${node}`)).toEqual(['5 sam']);
  const ways = (name: string) =>
    Object.fromEntries(rows.find(({ node }) => node === name)!.ways.map(({ name: outcome, to, number, goesBack }) => [outcome, [to, number, goesBack]]));
  expect(ways('menu')).toMatchObject({ failed: ['koniec', 2, false], praca: ['godziny', 3, false], inne: ['menu', 1, true] });
  expect(ways('godziny')).toMatchObject({ closed: ['menu', 1, true], evening: [null, null, false] });
  expect(ways('kolejka')).toMatchObject({ full: ['nie_ma', null, false] });
});

it('has every node of any graph once, and those that can be reached before the others', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const node: fc.Arbitrary<GraphNode> = fc.record({
    kind: fc.constantFrom('menu', 'queue', 'goodbye', 'nowy'),
    next: fc.dictionary(fc.constantFrom('served', 'failed', 'x'), name),
  });
  fc.assert(
    fc.property(fc.dictionary(name, node), name, (nodes, start) => {
      const { rows, apart } = of(scenarioOf(nodes, start));
      expect([...rows, ...apart].map((row) => row.node).toSorted()).toEqual(Object.keys(nodes).toSorted());
      const reached = new Set(rows.map((row) => row.node));
      for (const row of rows) for (const { to } of row.ways) if (to !== null && to in nodes) expect(reached.has(to)).toBe(true);
      expect([...rows, ...apart].map(({ number }) => number)).toEqual(Object.keys(nodes).map((_, at) => at + 1));
    }),
  );
});

it('reads a thousand nodes in a row', () => {
  const nodes = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`n${at}`, { kind: 'announcement', next: { done: `n${at + 1}` } }]));
  expect(of(scenarioOf(nodes)).rows).toHaveLength(1000);
});
