/** Which targets hold, were and will be; and the number that somebody types as one. Pure. */
import type { Target } from './reports_api';

export type Standing = 'in_force' | 'planned' | 'over';

const MOST = 1_000_000;

/** Of each target in its order: the newest of a figure and office whose day has come is in force. `today`: "2026-11-28". */
export function standings(targets: readonly Target[], today: string): Standing[] {
  const place = (target: Target) => `${target.metric} ${target.office ?? ''}`;
  const newest = new Map<string, string>();
  for (const target of targets) {
    if (target.valid_from <= today && target.valid_from >= (newest.get(place(target)) ?? '')) newest.set(place(target), target.valid_from);
  }
  return targets.map((target) => {
    if (target.valid_from > today) return 'planned';
    return newest.get(place(target)) === target.valid_from ? 'in_force' : 'over';
  });
}

/** "80", "80,5" or "1 200" as a number from 0 to a million; null for anything else. */
export function numberOf(text: string): number | null {
  const plain = text.replace(/[\s\u00a0]/g, '').replace(',', '.');
  const found = /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  return found <= MOST ? found : null;
}
