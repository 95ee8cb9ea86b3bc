import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { edgesOf, type Graph, type Place } from '../../src/scenario/graph';
import { areOver, layout, type Line, type Size } from '../../src/scenario/layout';

const FOLDER = new URL('../../../ivr/data/scenarios/', import.meta.url);
const shipped = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Graph);

const sizesOf = (names: readonly string[]): Size[] => names.map((name, n) => ({ name, width: 208 + (n % 4) * 88, height: n % 5 === 0 ? 88 : 128 }));

/** The names of those that lie over each other, in pairs. */
function over(sizes: readonly Size[], places: ReadonlyMap<string, Place>): string[] {
  const all = sizes.map((size) => ({ ...size, ...(places.get(size.name) as Place) }));
  return all.flatMap((one, n) => all.slice(n + 1).flatMap((other) => (areOver(one, other) ? [`${one.name}, ${other.name}`] : [])));
}

function generated(count: number): { sizes: Size[]; lines: Line[] } {
  const names = Array.from({ length: count }, (_, n) => `w${n}`);
  const lines = names.flatMap((from, n) =>
    [n * 2 + 1, n * 2 + 2, (n * 7 + 3) % count].filter((to) => to < count && to !== n).map((to) => ({ from, to: `w${to}` })),
  );
  return { sizes: sizesOf(names), lines };
}

describe.each(shipped.map((graph) => [graph.name, graph] as const))('%s', (_name, graph) => {
  const sizes = sizesOf(Object.keys(graph.nodes));
  const lines = edgesOf(graph);

  it('is laid out without overlapping', () => {
    const places = layout(sizes, lines, { placed: {} });
    expect([...places.keys()]).toHaveLength(sizes.length);
    expect(over(sizes, places)).toEqual([]);
  });

  it('is laid out the same each time, from the top', () => {
    const places = layout(sizes, lines, { placed: {} });
    expect(layout(sizes, lines, { placed: {} })).toEqual(places);
    expect(Math.min(...[...places.values()].map(({ y }) => y))).toBe(places.get(graph.start)?.y);
  });

  it('makes room for what a person has placed', () => {
    const first = layout(sizes, lines, { placed: {} });
    const names = Object.keys(graph.nodes);
    // Onto another one, and a bit beside a third.
    const placed = { [names[5] as string]: first.get(names[20] as string) as Place, [names[9] as string]: { x: 130, y: 610 } };
    const places = layout(sizes, lines, { placed });
    expect(places.get(names[5] as string)).toEqual(placed[names[5] as string]);
    expect(places.get(names[9] as string)).toEqual({ x: 130, y: 610 });
    expect(over(sizes, places)).toEqual([]);
  });
});

it('lays out 300 nodes within 200 ms, without overlapping', () => {
  const { sizes, lines } = generated(300);
  let places = new Map<string, Place>();
  // Of processor time, so that nothing is slower on a machine that does other work beside it; the best of three.
  const took = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    places = layout(sizes, lines, { placed: {} });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  expect(over(sizes, places)).toEqual([]);
  expect(Math.min(...took)).toBeLessThan(200);
}, 20_000);

it('leaves everything where it stands when one node comes', () => {
  const { sizes, lines } = generated(40);
  const standing = layout(sizes, lines, { placed: {} });
  const more = [...sizes, { name: 'nowy', width: 208, height: 128 }];
  const places = layout(more, [...lines, { from: 'w3', to: 'nowy' }], { placed: {}, standing });
  for (const { name } of sizes) expect(places.get(name)).toEqual(standing.get(name));
  expect(places.get('nowy')?.y).toBeGreaterThan(standing.get('w3')?.y ?? 0);
  expect(over(more, places)).toEqual([]);
});

it('knows nodes that nobody leads to, and arrows to nowhere', () => {
  const sizes = sizesOf(['start', 'wyspa', 'sam']);
  const places = layout(
    sizes,
    [
      { from: 'start', to: 'nigdzie' },
      { from: 'sam', to: 'sam' },
    ],
    { placed: {} },
  );
  expect(over(sizes, places)).toEqual([]);
});
