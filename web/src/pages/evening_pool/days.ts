/** Days of somebody in the pool. Days are "2026-11-26". Pure. */
import type { Serving } from './evening_pool_api';

/** Before it nobody wrote down since when. */
export const UNKNOWN = '2000-01-01';

export type Standing = 'now' | 'planned' | 'over';

export function standingOf({ first_day, last_day }: Pick<Serving, 'first_day' | 'last_day'>, today: string): Standing {
  if (last_day !== null && last_day < today) return 'over';
  return first_day > today ? 'planned' : 'now';
}

export function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** The last day with which somebody is out at once: yesterday, or before it began. */
export function lastDayAtOnce({ first_day }: Pick<Serving, 'first_day'>, today: string): string {
  return dayBefore(first_day > today ? first_day : today);
}
