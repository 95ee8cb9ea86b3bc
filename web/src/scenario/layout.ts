/**
 * Where the nodes of a drawing stand: top down from the start, by dagre. Pure, and the same for the same graph. What a person
 * has placed stays there; nothing else lies over it or over another.
 */
import { Graph, layout as dagreLayout } from '@dagrejs/dagre';
import type { Place } from './graph';

/** Pixels. */
export interface Size {
  name: string;
  width: number;
  height: number;
}

/** One arrow or several from one node to another. */
export interface Line {
  from: string;
  to: string;
}

/** Between nodes side by side, and between those one below the other. */
export const GAP = 36;
const RANK_GAP = 64;

export interface Standing {
  /** What a person has chosen. */
  placed: Readonly<Record<string, Place>>;
  /** Where the others stand already: they stay, too, so that nothing jumps while one draws. */
  standing?: ReadonlyMap<string, Place>;
}

/** Upper left corners. `sizes` in the order in which nodes are read, the start first. */
export function layout(sizes: readonly Size[], lines: readonly Line[], { placed, standing }: Standing): Map<string, Place> {
  const found = new Map<string, Place>();
  for (const { name } of sizes) {
    const place = placed[name];
    if (place !== undefined) found.set(name, place);
  }
  const free = sizes.filter(({ name }) => !found.has(name));
  if (free.length === 0) return found;
  const known = standing ?? new Map<string, Place>();
  const isNew = free.some(({ name }) => !known.has(name));
  const drawn = !isNew ? known : known.size === 0 ? ranked(sizes, lines) : joined(sizes, lines, found, known);
  const settled = new Crowd(sizes.filter(({ name }) => found.has(name)).map((size) => at(size, found.get(size.name) as Place)));
  // Who stands already goes before who is new; and from the top, so that what is pushed goes away from what has settled.
  const inOrder = free
    .map((size, order) => ({ size, order, place: drawn.get(size.name) as Place, isNew: !known.has(size.name) }))
    .sort((one, other) => Number(one.isNew) - Number(other.isNew) || one.place.y - other.place.y || one.place.x - other.place.x || one.order - other.order);
  for (const { size, place } of inOrder) found.set(size.name, settled.takeIn(at(size, place)));
  return found;
}

/** All from the beginning. */
function ranked(sizes: readonly Size[], lines: readonly Line[]): Map<string, Place> {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: GAP, ranksep: RANK_GAP, ranker: 'tight-tree' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name, width, height } of sizes) graph.setNode(name, { width, height });
  const ranks = ranksOf(sizes, lines);
  const rank = (name: string) => ranks.get(name) ?? 0;
  // An arrow over many ranks is to dagre a node in each of them: with 300 nodes seconds of work, for arrows that nobody follows
  // by eye. By those to the next rank each node has its rank already.
  for (const { from, to } of lines) if (ranks.has(from) && ranks.has(to) && rank(to) === rank(from) + 1) graph.setEdge(from, to);
  dagreLayout(graph);
  return new Map(
    sizes.map(({ name, width, height }) => {
      const { x, y } = graph.node(name) as Place; // of its middle
      return [name, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}

/** One below the lowest of those that lead to it; arrows that lead back, to where a caller has been, do not count. */
function ranksOf(sizes: readonly Size[], lines: readonly Line[]): Map<string, number> {
  const next = new Map<string, string[]>(sizes.map(({ name }) => [name, []]));
  for (const { from, to } of lines) if (next.has(to)) next.get(from)?.push(to);
  const state = new Map<string, 'open' | 'closed'>();
  const closed: string[] = [];
  const back = new Set<string>();
  for (const { name } of sizes) {
    const way: { name: string; at: number }[] = state.has(name) ? [] : [{ name, at: 0 }];
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      state.set(here.name, 'open');
      const to = next.get(here.name)?.[here.at];
      here.at += 1;
      if (to === undefined) {
        state.set(here.name, 'closed');
        closed.push(here.name);
        way.pop();
      } else if (state.get(to) === 'open') back.add(`${here.name}>${to}`);
      else if (!state.has(to)) way.push({ name: to, at: 0 });
    }
  }
  const ranks = new Map<string, number>();
  for (const name of closed.reverse()) {
    const rank = ranks.get(name) ?? 0;
    ranks.set(name, rank);
    for (const to of next.get(name) ?? []) if (!back.has(`${name}>${to}`)) ranks.set(to, Math.max(ranks.get(to) ?? 0, rank + 1));
  }
  return ranks;
}

/** What is new stands below whoever leads to it, else above what it leads to, else below all. */
function joined(sizes: readonly Size[], lines: readonly Line[], placed: ReadonlyMap<string, Place>, known: ReadonlyMap<string, Place>): Map<string, Place> {
  const byName = new Map(sizes.map((size) => [size.name, size]));
  const all = new Map(sizes.flatMap(({ name }) => (known.has(name) ? [[name, known.get(name) as Place]] : [])));
  for (const [name, place] of placed) all.set(name, place);
  for (const { name, width, height } of sizes) {
    if (all.has(name)) continue;
    const before = lines.find(({ from, to }) => to === name && from !== name && all.has(from))?.from;
    const after = lines.find(({ from, to }) => from === name && to !== name && all.has(to))?.to;
    const above = before === undefined ? undefined : byName.get(before);
    if (before !== undefined && above !== undefined) {
      const { x, y } = all.get(before) as Place;
      all.set(name, { x: Math.round(x + (above.width - width) / 2), y: y + above.height + RANK_GAP });
    } else if (after !== undefined) {
      const { x, y } = all.get(after) as Place;
      all.set(name, { x, y: y - height - RANK_GAP });
    } else {
      const lowest = Math.max(0, ...[...all].map(([other, { y }]) => y + (byName.get(other)?.height ?? 0) + RANK_GAP));
      all.set(name, { x: 0, y: lowest });
    }
  }
  return all;
}

/** The nearest place to the right or below where nothing lies yet. */
export function freePlace(wanted: Rect, taken: readonly Rect[]): Place {
  return new Crowd(taken).takeIn(wanted);
}

export interface Rect extends Place {
  width: number;
  height: number;
}

const at = ({ width, height }: Size, { x, y }: Place): Rect => ({ x, y, width, height });

/** Boxes of which none lies over another, besides those that a person has laid so. */
class Crowd {
  readonly #settled: Rect[];

  constructor(settled: readonly Rect[]) {
    this.#settled = [...settled];
  }

  /** To the right or down, whichever is nearer, until there is room. */
  takeIn(wanted: Rect): Place {
    const place = { ...wanted };
    for (let other = this.#over(place); other !== undefined; other = this.#over(place)) {
      const right = other.x + other.width + GAP - place.x;
      const down = other.y + other.height + GAP - place.y;
      if (right <= down) place.x += right;
      else place.y += down;
    }
    this.#settled.push(place);
    return { x: place.x, y: place.y };
  }

  #over(rect: Rect): Rect | undefined {
    return this.#settled.find((other) => areOver(rect, other));
  }
}

/** Side by side without a gap is not over each other. */
export function areOver(one: Rect, other: Rect): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}
