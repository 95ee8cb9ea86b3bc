/** Steps of a call as they are shown. Pure. */
import type { CallDetail } from './calls_api';

export type Step = CallDetail['timeline'][number];

/** What the scenario did node by node is for those who make scenarios. */
const INNER = new Set(['node', 'announcement']);

export function stepsOf(steps: readonly Step[], isEverything: boolean): readonly Step[] {
  return isEverything ? steps : steps.filter((step) => !INNER.has(step.kind));
}

/** Of which call the address is; what somebody has mistyped is looked for as it stands, and not found. */
export function idOf(path: string): string {
  const part = path.replace(/\/+$/, '').split('/')[2] ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
