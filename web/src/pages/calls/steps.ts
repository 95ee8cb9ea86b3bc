/** Steps of a call as they are shown. Pure. */
import type { CallDetail } from './calls_api';

export type Step = CallDetail['timeline'][number];

/** What the scenario did node by node is for those who make scenarios. */
const INNER = new Set(['node', 'announcement']);

export function stepsOf(steps: readonly Step[], isEverything: boolean): readonly Step[] {
  return isEverything ? steps : steps.filter((step) => !INNER.has(step.kind));
}

/** A sentence in pieces: consultants by their names, where it has their ids. */
export function named(text: string, names: Readonly<Record<string, string>>): { text: string; id?: string }[] {
  const pieces = text.split(/(?<![\w.-])([\w-]+(?:\.[\w-]+)*)/);
  const joined: { text: string; id?: string }[] = [];
  for (const piece of pieces) {
    const name = Object.hasOwn(names, piece) ? names[piece] : undefined;
    const last = joined.at(-1);
    if (name !== undefined) joined.push({ text: name, id: piece });
    else if (last && last.id === undefined) last.text += piece;
    else if (piece !== '') joined.push({ text: piece });
  }
  return joined;
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
