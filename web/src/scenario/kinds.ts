/** The kinds of nodes as the server describes them: their Polish words, their settings, and their outcomes. Pure. */
import type { Schema } from '../api/client';
import type { Graph, GraphNode } from './graph';

export type Kind = Schema['KindDescription'];
export type Word = Schema['Word'];

export interface Outcome {
  name: string;
  /** For people; of those that a setting names, the name itself. */
  label: string;
}

export class Kinds {
  readonly all: readonly Kind[];
  readonly facts: readonly Word[];
  readonly functions: readonly Word[];
  readonly #byName: ReadonlyMap<string, Kind>;

  constructor(given: Schema['ScenarioKindsOut']) {
    this.all = given.kinds;
    this.facts = given.facts;
    this.functions = given.functions;
    this.#byName = new Map(given.kinds.map((kind) => [kind.name, kind]));
  }

  of(name: string): Kind | undefined {
    return this.#byName.get(name);
  }

  /** By group, in the order of the server. */
  groups(): { group: string; kinds: Kind[] }[] {
    const found: { group: string; kinds: Kind[] }[] = [];
    for (const kind of this.all) {
      const last = found.find(({ group }) => group === kind.group);
      if (last) last.kinds.push(kind);
      else found.push({ group: kind.group, kinds: [kind] });
    }
    return found;
  }

  label(name: string): string {
    return this.#byName.get(name)?.label ?? name;
  }

  /** Every outcome for which the node needs an arrow, and those for which it has one all the same. `called`: the graph that a node calls, if it is known. */
  outcomes(node: GraphNode, called?: (scenario: string) => Graph | undefined): Outcome[] {
    const kind = this.#byName.get(node.kind);
    const found = new Map<string, string>();
    for (const { name, label } of kind?.outcomes ?? []) found.set(name, label);
    for (const source of kind?.outcomes_from ?? []) {
      for (const name of namedBy(source, node.settings ?? {}, kind ? propertiesOf(kind) : {})) if (!found.has(name)) found.set(name, name);
    }
    if (kind?.has_ends && typeof node.settings?.scenario === 'string') {
      for (const name of endsOf(called?.(node.settings.scenario), this)) found.set(name, name);
    }
    for (const name of Object.keys(node.next ?? {})) if (!found.has(name)) found.set(name, name);
    return [...found].map(([name, label]) => ({ name, label }));
  }
}

type Source = Kind['outcomes_from'][number];
type Properties = Record<string, { default?: unknown }>;

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const propertiesOf = (kind: Kind) => (kind.settings.properties ?? {}) as Properties;

function namedBy(source: Source, settings: Readonly<Record<string, unknown>>, properties: Properties): string[] {
  const value = settings[source.setting] ?? properties[source.setting]?.default;
  if (source.part === 'if_set') return value ? [source.name] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (source.part === 'keys') return Object.keys(value);
  if (source.part === 'values') return Object.values(value).map(String);
  return (Array.isArray(value) ? value : []).map((item: unknown) => textOf((item as Record<string, unknown>)[source.name]));
}

/** The ends of a scenario that is called are the outcomes of the node that calls it. */
function endsOf(graph: Graph | undefined, kinds: Kinds): string[] {
  if (graph === undefined) return [];
  const ends = Object.values(graph.nodes).flatMap((node) => {
    const ends = kinds.of(node.kind);
    if (!ends?.is_final || !('outcome' in propertiesOf(ends))) return [];
    return [textOf(node.settings?.outcome ?? propertiesOf(ends).outcome?.default)];
  });
  return [...new Set(ends)];
}
