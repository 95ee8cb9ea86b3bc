/** What two people have changed of the same scenario, put together where neither touched what the other did. Pure. */
import type { Drawing, Graph, Sheet } from './graph';
import { same } from './same';

/** null: both have changed the same node, the title, the start or the same case, and not alike. On the drawing the own place counts. */
export function joined(base: Sheet, mine: Sheet, theirs: Sheet): Sheet | null {
  const nodes = joinedRecords(base.graph.nodes, mine.graph.nodes, theirs.graph.nodes);
  const head = joinedRecords(headOf(base.graph), headOf(mine.graph), headOf(theirs.graph));
  const cases = joinedRecords(byKey(base.cases, 'name'), byKey(mine.cases, 'name'), byKey(theirs.cases, 'name'));
  if (nodes === null || head === null || cases === null) return null;
  return {
    graph: { ...theirs.graph, ...head, nodes } as Graph,
    drawing: joinedDrawing(base.drawing, mine.drawing, theirs.drawing),
    cases: Object.values(cases),
  };
}

/** The nodes that both have changed, and not alike. */
export function clashing(base: Sheet, mine: Sheet, theirs: Sheet): string[] {
  return clashes(base.graph.nodes, mine.graph.nodes, theirs.graph.nodes);
}

type Records<T> = Readonly<Record<string, T>>;

function clashes<T>(base: Records<T>, mine: Records<T>, theirs: Records<T>): string[] {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs), ...Object.keys(base)]);
  return [...keys].filter((key) => !same(mine[key], base[key]) && !same(theirs[key], base[key]) && !same(mine[key], theirs[key]));
}

function joinedRecords<T>(base: Records<T>, mine: Records<T>, theirs: Records<T>): Record<string, T> | null {
  if (clashes(base, mine, theirs).length > 0) return null;
  const found: Record<string, T> = {};
  for (const key of [...Object.keys(theirs), ...Object.keys(mine).filter((name) => !(name in theirs))]) {
    const value = same(mine[key], base[key]) ? theirs[key] : mine[key];
    if (value !== undefined) found[key] = value;
  }
  return found;
}

function joinedDrawing(base: Drawing, mine: Drawing, theirs: Drawing): Drawing {
  const places = preferring(base.places, mine.places, theirs.places);
  const notes = preferring(byKey(base.notes, 'id'), byKey(mine.notes, 'id'), byKey(theirs.notes, 'id'));
  return { places, notes: Object.values(notes) };
}

function preferring<T>(base: Records<T>, mine: Records<T>, theirs: Records<T>): Record<string, T> {
  const found: Record<string, T> = { ...theirs };
  for (const key of new Set([...Object.keys(mine), ...Object.keys(base)])) {
    if (same(mine[key], base[key])) continue;
    if (mine[key] === undefined) delete found[key];
    else found[key] = mine[key];
  }
  return found;
}

function headOf(graph: Graph): Records<unknown> {
  return Object.fromEntries(Object.entries(graph).filter(([key]) => key !== 'nodes'));
}

function byKey<T, K extends keyof T>(of: readonly T[], key: K): Record<string, T> {
  return Object.fromEntries(of.map((each) => [String(each[key]), each]));
}
