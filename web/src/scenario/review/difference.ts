/** What is different between two versions, by node: for the list of sentences, and for the drawing. Pure. */
import type { Difference } from './review_api';

export type ChangeKind = 'added' | 'removed' | 'changed' | 'moved';

export interface NodeDifference {
  node: string;
  kind: Exclude<ChangeKind, 'moved'>;
  sentences: readonly string[];
}

export interface Grouped {
  /** About the scenario as a whole. */
  whole: readonly string[];
  nodes: readonly NodeDifference[];
  /** Nodes that stand elsewhere on the drawing, also those that are changed, too. */
  moved: readonly string[];
  /** About the notes on the drawing. */
  notes: readonly string[];
}

export const isSame = (difference: Difference): boolean => difference.sentences.length === 0;

export function grouped({ sentences, nodes, moved, drawing }: Difference): Grouped {
  const told = new Set([...nodes.flatMap((each) => each.sentences), ...drawing]);
  return {
    whole: sentences.filter((each) => !told.has(each)),
    nodes: nodes.map((each) => ({
      node: each.node,
      kind: each.before === null ? 'added' : each.after === null ? 'removed' : 'changed',
      sentences: each.sentences,
    })),
    moved,
    notes: moved.length > 0 ? drawing.slice(1) : drawing, // the first one names what was moved
  };
}

/** For the drawing: a node that is changed and moved, too, is changed. */
export function changedNodes(difference: Difference): ReadonlyMap<string, ChangeKind> {
  const { nodes, moved } = grouped(difference);
  return new Map<string, ChangeKind>([...moved.map((node) => [node, 'moved'] as const), ...nodes.map(({ node, kind }) => [node, kind] as const)]);
}
