/** A scenario in the order in which it is read: from its start along the ways, each node once. Pure. */
import type { Graph, GraphNode } from '../graph';
import type { Outcome } from '../kinds';

export interface Way extends Outcome {
  /** null: nowhere yet. */
  to: string | null;
  /** Where that node stands; null: there is none, or no way. */
  number: number | null;
  /** To a node that is read before, or to itself. */
  goesBack: boolean;
}

export interface Row {
  node: string;
  number: number;
  it: GraphNode;
  ways: readonly Way[];
}

export interface Reading {
  rows: readonly Row[];
  /** No way leads there from the start. */
  apart: readonly Row[];
}

export function reading(graph: Graph, outcomesOf: (node: GraphNode) => readonly Outcome[]): Reading {
  const outcomes = new Map(Object.entries(graph.nodes).map(([name, node]) => [name, outcomesOf(node)]));
  const numbers = new Map<string, number>();
  walk(graph, graph.start, outcomes, numbers);
  const reached = numbers.size;
  for (const name of Object.keys(graph.nodes)) walk(graph, name, outcomes, numbers);
  const rows = [...numbers].map(([node, number]): Row => {
    const it = graph.nodes[node] as GraphNode;
    const ways = (outcomes.get(node) ?? []).map((outcome): Way => {
      const to = it.next?.[outcome.name] ?? null;
      const at = to === null ? null : (numbers.get(to) ?? null);
      return { ...outcome, to, number: at, goesBack: at !== null && at <= number };
    });
    return { node, number, it, ways };
  });
  return { rows: rows.slice(0, reached), apart: rows.slice(reached) };
}

/** Depth first, without recursion: a graph may have a thousand nodes in a row. */
function walk(graph: Graph, from: string, outcomes: ReadonlyMap<string, readonly Outcome[]>, numbers: Map<string, number>): void {
  const ahead = [from];
  while (ahead.length > 0) {
    const name = ahead.pop() as string;
    const node = graph.nodes[name];
    if (node === undefined || numbers.has(name)) continue;
    numbers.set(name, numbers.size + 1);
    const next = (outcomes.get(name) ?? []).flatMap((outcome) => node.next?.[outcome.name] ?? []);
    ahead.push(...next.toReversed());
  }
}
