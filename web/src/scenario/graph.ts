/**
 * A scenario as it is drawn: its graph, where its nodes stand on the drawing, and its test cases. Pure, and the only place
 * that changes one: each command gives back another sheet and leaves the old one as it was. What it does not touch is the
 * very same object, so a component may compare by identity, and a graph that nobody changed is saved as it was read.
 */
export interface GraphNode {
  kind: string;
  settings?: Readonly<Record<string, unknown>>;
  /** Outcome → the node that follows. */
  next?: Readonly<Record<string, string>>;
}

export interface Graph {
  name: string;
  title: string;
  start: string;
  nodes: Readonly<Record<string, GraphNode>>;
  [further: string]: unknown;
}

/** Pixels of the drawing, of the upper left corner. */
export interface Place {
  x: number;
  y: number;
}

export interface Note extends Place {
  id: string;
  text: string;
}

/** Kept beside the graph: no caller hears of it. A node without a place stands where the layout puts it. */
export interface Drawing {
  places: Readonly<Record<string, Place>>;
  notes: readonly Note[];
}

/** A test case, as `ivr/simulator/case.py` reads it; the server says what is wrong with it. */
export interface Case {
  name: string;
  surroundings: Readonly<Record<string, unknown>>;
  queue?: string | null;
  steps?: readonly CaseStep[];
  path?: readonly string[];
  prompts?: readonly string[];
  end?: string | null;
}

export interface CaseStep {
  after_prompt?: string | null;
  /** Seconds. */
  wait?: number;
  /** A moment. */
  jump_to?: string | null;
  keys?: string | null;
  leave_queue?: 'served' | 'nobody_there' | 'full' | 'callback' | null;
  hangs_up?: boolean;
}

export interface Sheet {
  graph: Graph;
  drawing: Drawing;
  cases: readonly Case[];
}

/** An arrow of the graph. `to` need not exist: then there is a finding about it. */
export interface Edge {
  from: string;
  outcome: string;
  to: string;
}

export const NO_DRAWING: Drawing = { places: {}, notes: [] };

/** As the server gives it. */
export function sheetOf(given: { graph: unknown; drawing?: unknown; cases?: readonly unknown[] }): Sheet {
  return { graph: given.graph as Graph, drawing: (given.drawing ?? NO_DRAWING) as Drawing, cases: (given.cases ?? []) as Case[] };
}

export function edgesOf(graph: Graph): Edge[] {
  return Object.entries(graph.nodes).flatMap(([from, node]) => Object.entries(node.next ?? {}).map(([outcome, to]) => ({ from, outcome, to })));
}

/** The name itself, or with the lowest number that is free: „menu”, „menu_2”. */
export function freeName(graph: Graph, wanted: string): string {
  if (!(wanted in graph.nodes)) return wanted;
  const stem = wanted.replace(/_\d+$/, '');
  for (let n = 2; ; n += 1) {
    if (!(`${stem}_${n}` in graph.nodes)) return `${stem}_${n}`;
  }
}

const withGraph = (sheet: Sheet, graph: Partial<Graph>): Sheet => ({ ...sheet, graph: { ...sheet.graph, ...graph } as Graph });
const withDrawing = (sheet: Sheet, drawing: Partial<Drawing>): Sheet => ({ ...sheet, drawing: { ...sheet.drawing, ...drawing } });

/** Without those that `keeps` refuses; the same object if all stay. */
function kept<T>(of: Readonly<Record<string, T>>, keeps: (name: string, value: T) => boolean): Readonly<Record<string, T>> {
  const entries = Object.entries(of);
  const staying = entries.filter(([name, value]) => keeps(name, value));
  return staying.length === entries.length ? of : Object.fromEntries(staying);
}

export function add(sheet: Sheet, name: string, node: GraphNode, place?: Place): Sheet {
  if (name in sheet.graph.nodes) return sheet;
  const isFirst = Object.keys(sheet.graph.nodes).length === 0;
  const changed = withGraph(sheet, { nodes: { ...sheet.graph.nodes, [name]: node }, ...(isFirst ? { start: name } : {}) });
  return place === undefined ? changed : move(changed, { [name]: place });
}

/** The nodes, and every arrow to them. */
export function remove(sheet: Sheet, names: readonly string[]): Sheet {
  const gone = new Set(names.filter((name) => name in sheet.graph.nodes));
  if (gone.size === 0) return sheet;
  const nodes = Object.fromEntries(
    Object.entries(sheet.graph.nodes)
      .filter(([name]) => !gone.has(name))
      .map(([name, node]) => {
        const next = kept(node.next ?? {}, (_, to) => !gone.has(to));
        return [name, next === node.next || node.next === undefined ? node : { ...node, next }];
      }),
  );
  return withDrawing(withGraph(sheet, { nodes }), { places: kept(sheet.drawing.places, (name) => !gone.has(name)) });
}

/** In every arrow, on the drawing and in the ways that test cases expect, too. The order of the nodes stays. */
export function rename(sheet: Sheet, from: string, to: string): Sheet {
  if (from === to || !(from in sheet.graph.nodes) || to in sheet.graph.nodes || to === '') return sheet;
  const named = (name: string) => (name === from ? to : name);
  const nodes = Object.fromEntries(
    Object.entries(sheet.graph.nodes).map(([name, node]) => {
      const leads = node.next !== undefined && Object.values(node.next).includes(from);
      return [
        named(name),
        leads ? { ...node, next: Object.fromEntries(Object.entries(node.next ?? {}).map(([outcome, target]) => [outcome, named(target)])) } : node,
      ];
    }),
  );
  const places =
    from in sheet.drawing.places ? Object.fromEntries(Object.entries(sheet.drawing.places).map(([name, place]) => [named(name), place])) : sheet.drawing.places;
  // A node of a sub-scenario is called by a path, of which this one is the first part.
  const renamed = (step: string) => (step === from ? to : step.startsWith(`${from}/`) ? to + step.slice(from.length) : step);
  const cases = sheet.cases.map((each) => (each.path?.some((step) => renamed(step) !== step) ? { ...each, path: each.path.map(renamed) } : each));
  return { ...withDrawing(withGraph(sheet, { nodes, start: named(sheet.graph.start) }), { places }), cases };
}

/** Settings and arrows at once: where a form names other outcomes, their arrows go with them. */
export function replace(sheet: Sheet, name: string, node: GraphNode): Sheet {
  return name in sheet.graph.nodes ? withGraph(sheet, { nodes: { ...sheet.graph.nodes, [name]: node } }) : sheet;
}

/** `undefined`: as usual for the kind. */
export function set(sheet: Sheet, name: string, setting: string, value: unknown): Sheet {
  const node = sheet.graph.nodes[name];
  if (node === undefined) return sheet;
  const others = kept(node.settings ?? {}, (key) => key !== setting);
  const settings = value === undefined ? others : { ...node.settings, [setting]: value };
  return replace(sheet, name, { ...node, settings });
}

/** null: the arrow goes. */
export function connect(sheet: Sheet, from: string, outcome: string, to: string | null): Sheet {
  const node = sheet.graph.nodes[from];
  if (node === undefined || (node.next?.[outcome] ?? null) === to) return sheet;
  const others = kept(node.next ?? {}, (key) => key !== outcome);
  return replace(sheet, from, { ...node, next: to === null ? others : { ...node.next, [outcome]: to } });
}

export function startAt(sheet: Sheet, name: string): Sheet {
  return name in sheet.graph.nodes && sheet.graph.start !== name ? withGraph(sheet, { start: name }) : sheet;
}

export function entitle(sheet: Sheet, title: string): Sheet {
  return sheet.graph.title === title ? sheet : withGraph(sheet, { title });
}

/** null: where the layout puts it. */
export function move(sheet: Sheet, places: Readonly<Record<string, Place | null>>): Sheet {
  const wanted = { ...sheet.drawing.places, ...places };
  return withDrawing(sheet, { places: Object.fromEntries(Object.entries(wanted).filter((each): each is [string, Place] => each[1] !== null)) });
}

/** A note of the same id is written over; `text` empty: it goes. */
export function note(sheet: Sheet, changed: Note): Sheet {
  const others = sheet.drawing.notes.filter((each) => each.id !== changed.id);
  if (changed.text === '') return withDrawing(sheet, { notes: others });
  const isThere = others.length < sheet.drawing.notes.length;
  return withDrawing(sheet, { notes: isThere ? sheet.drawing.notes.map((each) => (each.id === changed.id ? changed : each)) : [...others, changed] });
}

export function withCases(sheet: Sheet, cases: readonly Case[]): Sheet {
  return { ...sheet, cases };
}

/** Nodes as they are copied, within a scenario or into another one. */
export interface Clip {
  copiedFrom: string;
  nodes: Record<string, GraphNode>;
  places: Record<string, Place>;
}

export function copy(sheet: Sheet, names: readonly string[], placeOf: (name: string) => Place | undefined): Clip {
  const there = names.filter((name) => name in sheet.graph.nodes);
  return {
    copiedFrom: sheet.graph.name,
    nodes: Object.fromEntries(there.map((name) => [name, sheet.graph.nodes[name] as GraphNode])),
    places: Object.fromEntries(there.flatMap((name) => (placeOf(name) ? [[name, placeOf(name) as Place]] : []))),
  };
}

/** Under free names; arrows between what is pasted stay, and those to other nodes only in the scenario they come from. */
export function paste(sheet: Sheet, clip: Clip, by: Place = { x: 40, y: 40 }): { sheet: Sheet; names: string[] } {
  const names: Record<string, string> = {};
  let changed = sheet;
  for (const [name, node] of Object.entries(clip.nodes)) {
    names[name] = freeName(changed.graph, name);
    const place = clip.places[name];
    changed = add(changed, names[name], node, place && { x: place.x + by.x, y: place.y + by.y });
  }
  const isHome = clip.copiedFrom === sheet.graph.name;
  for (const [name, node] of Object.entries(clip.nodes)) {
    if (node.next === undefined) continue;
    const next = Object.entries(node.next).flatMap(([outcome, to]) => {
      const target = names[to] ?? (isHome && to in sheet.graph.nodes ? to : undefined);
      return target === undefined ? [] : [[outcome, target]];
    });
    changed = replace(changed, names[name] as string, { ...node, next: Object.fromEntries(next) as Record<string, string> });
  }
  return { sheet: changed, names: Object.values(names) };
}

/** What somebody has copied elsewhere; null: it is no such thing. */
export function readClip(text: string): Clip | null {
  try {
    const { copiedFrom, nodes, places } = JSON.parse(text) as Partial<Clip>;
    if (typeof copiedFrom !== 'string' || !isRecord<GraphNode>(nodes)) return null;
    if (!Object.values(nodes).every((node: unknown) => isRecord(node) && typeof node.kind === 'string')) return null;
    return { copiedFrom, nodes, places: isRecord<Place>(places) ? places : {} };
  } catch {
    return null;
  }
}

function isRecord<T = unknown>(value: unknown): value is Record<string, T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
