/** Finding nodes by their names, kinds, settings, and the words that callers hear in them. Pure. */
import type { Graph } from './graph';
import type { Kinds } from './kinds';

/** Small letters without marks: „Święta” is found by „swieta”. */
export function plain(text: string): string {
  return text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '');
}

export interface Hit {
  node: string;
  /** Where it was found, for people; empty: in the name. */
  where: string;
}

/** In the order of the graph, those whose name fits first. `spoken`: the words of an announcement by its id. */
export function find(graph: Graph, kinds: Kinds, wanted: string, spoken: (prompt: string) => string): Hit[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const fits = (text: string) => words.every((word) => plain(text).includes(word));
  const byName: Hit[] = [];
  const others: Hit[] = [];
  for (const [node, { kind, settings }] of Object.entries(graph.nodes)) {
    if (fits(node) || fits(node.replaceAll('_', ' '))) byName.push({ node, where: '' });
    else if (fits(kinds.label(kind))) others.push({ node, where: kinds.label(kind) });
    else {
      const value = valuesOf(settings).find((text) => fits(text)) ?? valuesOf(settings).map(spoken).find(fits);
      if (value !== undefined) others.push({ node, where: value });
    }
  }
  return [...byName, ...others];
}

/** Every text and number in the settings, however deep. */
function valuesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...valuesOf(inner)]);
}
