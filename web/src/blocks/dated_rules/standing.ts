/** Rules that each hold from a day on. Days are "2026-11-26"; pure. */

export type Standing = 'inForce' | 'planned' | 'over' | 'replaced';

/** `until`: the first day on which it does not hold; null: until further notice. What was replaced before it began never held. */
export function standingOf(from: string, until: string | null, today: string): Standing {
  if (until === from) return 'replaced';
  if (from > today) return 'planned';
  return until === null || until > today ? 'inForce' : 'over';
}
