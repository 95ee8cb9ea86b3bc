/** Exceptions as a list shows them. Pure. */
import type { Exception } from './hours_api';

export type Standing = 'inForce' | 'planned' | 'over' | 'removed' | 'replaced';

export const SHOWN = ['valid', 'removed', 'every'] as const;
export type Shown = (typeof SHOWN)[number];

/** What was removed by the same step that put another one in its place was replaced. */
export function standingOf(row: Exception, rows: readonly Exception[], today: string): Standing {
  if (row.removed_by !== null) return rows.some((each) => each.replaces === row.id && each.changed_at === row.removed_at) ? 'replaced' : 'removed';
  if (row.last_day < today) return 'over';
  return row.first_day > today ? 'planned' : 'inForce';
}

/** May it be let hold again? Not while what was made of it holds. */
export function mayBeRestored(row: Exception, rows: readonly Exception[], today: string): boolean {
  if (row.removed_by === null || row.last_day < today || row.days === null) return false;
  return !rows.some((each) => each.replaces === row.id && each.removed_by === null && each.last_day >= today);
}

export function shownOf(rows: readonly Exception[], shown: Shown, today: string): Exception[] {
  if (shown === 'every') return [...rows];
  const valid = (row: Exception) => row.removed_by === null && row.last_day >= today;
  return shown === 'valid' ? rows.filter(valid).sort((a, b) => a.first_day.localeCompare(b.first_day)) : rows.filter((row) => row.removed_by !== null);
}

/** The one that holds on a day, for all calls before those for one topic. */
export function exceptionOn(rows: readonly Exception[], day: string): Exception | null {
  const holding = rows.filter((row) => row.removed_by === null && row.first_day <= day && day <= row.last_day && row.days?.purpose !== 'evening');
  return holding.find((row) => row.days?.purpose === 'all') ?? holding[0] ?? null;
}

/** From when on the office is closed today though its hours go on; null: it is not. */
export function closedFrom(rows: readonly Exception[], today: string): string | null {
  return exceptionOn(rows, today)?.days?.closed_from ?? null;
}
