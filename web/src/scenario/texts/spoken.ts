/** The announcements that a scenario plays, in the order in which they are read, and in which nodes. Pure. */
import { LANGUAGES, type Language } from '../forms/forms_api';
import { promptsOf } from '../forms/settings';
import type { Graph } from '../graph';
import type { Kinds } from '../kinds';
import { reading } from '../outline/reading';
import type { Prompt } from '../scenario_api';

export interface Spoken {
  prompt: string;
  /** undefined: there is no such announcement. */
  it: Prompt | undefined;
  nodes: readonly string[];
  missing: readonly Language[];
}

/** Those of a sub-scenario are its own. */
export function spokenIn(graph: Graph, kinds: Kinds, prompts: ReadonlyMap<string, Prompt>): Spoken[] {
  const { rows, apart } = reading(graph, (node) => kinds.outcomes(node));
  const nodes = new Map<string, string[]>();
  for (const { node, it } of [...rows, ...apart]) {
    for (const { value } of promptsOf(it, kinds)) nodes.set(value, [...(nodes.get(value) ?? []), node]);
  }
  return [...nodes].map(([prompt, where]) => {
    const it = prompts.get(prompt);
    return { prompt, it, nodes: where, missing: LANGUAGES.filter((language) => !it?.texts[language]) };
  });
}
