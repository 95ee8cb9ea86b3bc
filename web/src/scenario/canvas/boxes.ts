/** What a drawing consists of, in pixels: boxes of nodes with a place for each way out, and arrows. Pure. */
import type { Graph, GraphNode, Place } from '../graph';
import type { Kinds, Outcome } from '../kinds';
import { layout, type Line, type Rect, type Size } from '../layout';

const WIDTH = 208;
const WAY_WIDTH = 92;
const BODY = 92;
const WAYS = 36;
/** Around the nodes of a sub-scenario that is opened in place; above them stands its name. */
const FRAME = { side: 24, top: 56, bottom: 24 };

/** Ways that a caller does not choose: silence, tries that are used up, data or a service that is not there. */
const RARE = new Set([
  ...['already', 'busy', 'discarded', 'failed', 'locked', 'no_answer', 'no_input', 'no_number', 'not_allowed', 'not_available', 'not_verified'],
  ...['timeout', 'unavailable'],
]);

export interface Way {
  outcome: string;
  label: string;
  /** From the left edge of the box to where the arrow begins. */
  x: number;
}

export interface Box extends Size {
  node: GraphNode;
  ways: readonly Way[];
  /** How many ways are not shown. */
  hidden: number;
  /** Of a sub-scenario that is opened: its nodes, with places from the upper left corner of the box. */
  inside: Drawn | null;
}

export interface Arrow {
  id: string;
  from: string;
  outcome: string;
  label: string;
  to: string;
}

export interface Drawn {
  boxes: readonly Box[];
  arrows: readonly Arrow[];
  places: ReadonlyMap<string, Place>;
}

export interface Shown {
  kinds: Kinds;
  called: (scenario: string) => Graph | undefined;
  /** What outcomes are called that a setting names: by the key that is pressed, or by what they are. */
  words: { key: (keys: string) => string; named: Readonly<Record<string, string>> };
  isRareShown: boolean;
  /** Nodes whose sub-scenario is opened in place. */
  opened: ReadonlySet<string>;
}

export const isRare = (outcome: string): boolean => RARE.has(outcome);

/** Start first, then as the graph tells them. */
export function namesInOrder(graph: Graph): string[] {
  const names = Object.keys(graph.nodes);
  return graph.start in graph.nodes ? [graph.start, ...names.filter((name) => name !== graph.start)] : names;
}

export function boxesOf(graph: Graph, shown: Shown): { boxes: Box[]; arrows: Arrow[] } {
  const usual = new Set<string>([graph.start]);
  for (const node of Object.values(graph.nodes)) {
    for (const [outcome, to] of Object.entries(node.next ?? {})) if (!isRare(outcome)) usual.add(to);
  }
  // A node to which only rare ways lead would stand there without an arrow.
  const isShown = (outcome: string, to: string | undefined) => shown.isRareShown || !isRare(outcome) || (to !== undefined && !usual.has(to));
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  for (const name of namesInOrder(graph)) {
    const node = graph.nodes[name] as GraphNode;
    const all = shown.kinds.outcomes(node, shown.called);
    const outcomes = all.filter((each) => isShown(each.name, node.next?.[each.name]));
    const inside = shown.opened.has(name) ? insideOf(node, shown) : null;
    const room = inside === null ? { width: 0, height: 0 } : roomOf(inside);
    const width = Math.max(WIDTH, outcomes.length * WAY_WIDTH, room.width);
    const ways = outcomes.map((each, n) => ({ outcome: each.name, label: labelOf(each, node, shown), x: Math.round((width * (n + 0.5)) / outcomes.length) }));
    const height = Math.max(BODY, room.height) + (ways.length > 0 ? WAYS : 0);
    boxes.push({ name, node, width, height, ways, hidden: all.length - outcomes.length, inside });
    for (const { outcome, label } of ways) {
      const to = node.next?.[outcome];
      if (to !== undefined && to in graph.nodes) arrows.push({ id: `${name}>${outcome}`, from: name, outcome, label, to });
    }
  }
  return { boxes, arrows };
}

export function waysOf(node: GraphNode, shown: Shown): { outcome: string; label: string }[] {
  return shown.kinds.outcomes(node, shown.called).map((each) => ({ outcome: each.name, label: labelOf(each, node, shown) }));
}

function labelOf({ name, label }: Outcome, { kind, settings }: GraphNode, { kinds, words }: Shown): string {
  if (label !== name) return label;
  const keys = (kinds.of(kind)?.outcomes_from ?? []).flatMap(({ setting, part }) =>
    part === 'values' ? Object.entries(settings?.[setting] ?? {}).flatMap(([key, outcome]) => (outcome === name ? [key] : [])) : [],
  );
  return keys.length > 0 ? words.key(keys.join(', ')) : (words.named[name] ?? name);
}

/** The graph in force of the scenario that a node calls, drawn by itself; null while it is not there. */
function insideOf(node: GraphNode, shown: Shown): Drawn | null {
  const scenario = node.settings?.scenario;
  const graph = typeof scenario === 'string' ? shown.called(scenario) : undefined;
  if (graph === undefined) return null;
  const { boxes, arrows } = boxesOf(graph, { ...shown, opened: new Set() });
  const places = layout(boxes, linesOf(graph), { placed: {} });
  const { x: left, y: top } = boundsOf(rectsOf(boxes, places));
  return { boxes, arrows, places: new Map([...places].map(([name, { x, y }]) => [name, { x: x - left + FRAME.side, y: y - top + FRAME.top }])) };
}

function roomOf(inside: Drawn): { width: number; height: number } {
  const { width, height } = boundsOf(rectsOf(inside.boxes, inside.places));
  return { width: width + 2 * FRAME.side, height: height + FRAME.top + FRAME.bottom };
}

/** Every arrow of the graph, whether it is shown or not: so what stands where does not hang on what one looks at. */
export function linesOf(graph: Graph): Line[] {
  return Object.entries(graph.nodes).flatMap(([from, node]) => Object.values(node.next ?? {}).map((to) => ({ from, to })));
}

export function rectsOf(boxes: readonly Size[], places: ReadonlyMap<string, Place>): Rect[] {
  return boxes.flatMap(({ name, width, height }) => {
    const place = places.get(name);
    return place === undefined ? [] : [{ x: place.x, y: place.y, width, height }];
  });
}

/** What holds them all. */
export function boundsOf(rects: readonly Rect[]): Rect {
  if (rects.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** From the lower edge of a box to the upper edge of another: downwards a curve, upwards around the side. */
export function wayOf({ x: x1, y: y1 }: Place, { x: x2, y: y2 }: Place): { path: string; middle: Place } {
  if (y2 >= y1 + 16) {
    const bend = Math.max(24, (y2 - y1) / 2);
    return { path: `M${x1},${y1}C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`, middle: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 } };
  }
  const side = x1 + Math.sign(x2 - x1 || 1) * Math.max(160, Math.abs(x2 - x1) / 2);
  const middle = { x: side, y: (y1 + y2) / 2 };
  return { path: `M${x1},${y1}C${x1},${y1 + 44} ${side},${y1 + 44} ${side},${middle.y}S${x2},${y2 - 44} ${x2},${y2}`, middle };
}
