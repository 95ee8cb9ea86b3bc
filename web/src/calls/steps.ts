/** Steps of a call as they are shown. Pure. */
import type { Schema } from '../api/client';

export type Step = Schema['CallDetail']['timeline'][number];

/** What the scenario did node by node is for those who make scenarios. */
const INNER = new Set(['node', 'announcement']);

export function stepsOf(steps: readonly Step[], isEverything: boolean): readonly Step[] {
  return isEverything ? steps : steps.filter((step) => !INNER.has(step.kind));
}
