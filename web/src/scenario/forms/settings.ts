/** Settings of a node and what goes with them: arrows of outcomes that they name, variables, announcements. Pure. */
import { add, connect, freeName, type Graph, type GraphNode, type Sheet } from '../graph';
import type { Kind, Kinds } from '../kinds';
import { plain } from '../search';
import { settingsOf, valuesOf } from './shape';

/** An outcome that is called otherwise now. */
export interface Renamed {
  from: string;
  to: string;
}

/**
 * The node with a setting, `undefined`: as usual. The arrow of an outcome that was renamed goes with it; that of one which no
 * setting names any more goes away.
 */
export function withSetting(node: GraphNode, kinds: Kinds, setting: string, value: unknown, renamed?: Renamed): GraphNode {
  const settings =
    value === undefined ? Object.fromEntries(Object.entries(node.settings ?? {}).filter(([name]) => name !== setting)) : { ...node.settings, [setting]: value };
  const changed = { ...node, settings };
  if (node.next === undefined) return changed;
  const [before, after] = [named(node, kinds), named(changed, kinds)];
  const { next: ways } = node;
  const next = Object.entries(ways).flatMap(([outcome, to]): [string, string][] => {
    const stays: [string, string][] = before.has(outcome) && !after.has(outcome) ? [] : [[outcome, to]];
    const goesAlong = renamed?.from === outcome && !(renamed.to in ways) && after.has(renamed.to);
    return goesAlong ? [...stays, [renamed.to, to]] : stays;
  });
  return { ...changed, next: Object.fromEntries(next) };
}

/** The outcomes that kind and settings name, without what is only an arrow. */
function named(node: GraphNode, kinds: Kinds): Set<string> {
  return new Set(kinds.outcomes({ kind: node.kind, settings: node.settings }).map(({ name }) => name));
}

/** „Godziny pracy” → „godziny_pracy”, and if that is taken „godziny_pracy_2”. */
export function nameFor(graph: Graph, kind: Kind | undefined): string {
  const stem = plain(kind?.label ?? '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return freeName(graph, stem || 'wezel');
}

/** A new node of a kind, as usual. */
export const fresh = (kind: string): GraphNode => ({ kind, settings: {}, next: {} });

/**
 * A new node of a kind under `name`, to which an outcome leads. Where the way went on before, it goes on after a node that has
 * one outcome only: it was put in between.
 */
export function insert(sheet: Sheet, kinds: Kinds, from: string, outcome: string, kind: string, name: string): Sheet {
  const before = sheet.graph.nodes[from]?.next?.[outcome];
  const made = fresh(kind);
  const [only, ...others] = kinds.outcomes(made);
  const goesOn = before !== undefined && before in sheet.graph.nodes && only !== undefined && others.length === 0;
  return connect(add(sheet, name, goesOn ? { ...made, next: { [only.name]: before } } : made), from, outcome, name);
}

const texts = (node: GraphNode, kinds: Kinds, means: string) => {
  const kind = kinds.of(node.kind);
  return kind === undefined ? [] : valuesOf(node.settings ?? {}, settingsOf(kind), means);
};

/** The announcements that a node may play, each once, with the setting that names it first. */
export function promptsOf(node: GraphNode, kinds: Kinds): { setting: string; value: string }[] {
  return [
    ...new Map(
      texts(node, kinds, 'prompt')
        .toReversed()
        .map((each) => [each.value, each]),
    ).values(),
  ].toReversed();
}

/** Every variable that some node of the scenario sets. */
export function variablesOf(graph: Graph, kinds: Kinds): string[] {
  const found = Object.values(graph.nodes).flatMap((node) => texts(node, kinds, 'variable').map(({ value }) => value));
  return [...new Set(found)].toSorted();
}
