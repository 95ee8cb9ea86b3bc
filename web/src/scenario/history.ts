/** What was there before each step, and after those that were taken back. Pure: each step gives back another history. */

export const MOST_STEPS = 300;
/** Of two steps of the same `kind` (typing in one field, moving one node) within it, one is made. */
export const TOGETHER_MS = 600;

export interface History<T> {
  readonly now: T;
  readonly before: readonly T[];
  readonly after: readonly T[];
  readonly kind: string | null;
  readonly at: number;
}

export function begun<T>(now: T): History<T> {
  return { now, before: [], after: [], kind: null, at: -Infinity };
}

/** `kind` null: a step of its own. `at` in milliseconds, of any clock that goes on. */
export function done<T>(history: History<T>, next: T, kind: string | null, at: number): History<T> {
  if (next === history.now) return history;
  const isSame = kind !== null && kind === history.kind && at - history.at < TOGETHER_MS;
  const before = isSame ? history.before : [...history.before, history.now].slice(-MOST_STEPS);
  return { now: next, before, after: [], kind, at };
}

export function undone<T>(history: History<T>): History<T> {
  const last = history.before.at(-1);
  if (last === undefined) return history;
  return { now: last, before: history.before.slice(0, -1), after: [history.now, ...history.after], kind: null, at: -Infinity };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...after] = history.after;
  if (next === undefined) return history;
  return { now: next, before: [...history.before, history.now], after, kind: null, at: -Infinity };
}
