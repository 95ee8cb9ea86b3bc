/** Which targets hold, were and will be. Pure. */
import type { Standing } from '../../blocks/dated_rules/standing';
import type { Target } from './reports_api';

/** Of each target in its order: the newest of a figure and office whose day has come is in force. `today`: "2026-11-28". */
export function standings(targets: readonly Target[], today: string): Standing[] {
  const place = (target: Target) => `${target.metric} ${target.office ?? ''}`;
  const newest = new Map<string, string>();
  for (const target of targets) {
    if (target.valid_from <= today && target.valid_from >= (newest.get(place(target)) ?? '')) newest.set(place(target), target.valid_from);
  }
  return targets.map((target) => {
    if (target.valid_from > today) return 'planned';
    return newest.get(place(target)) === target.valid_from ? 'inForce' : 'over';
  });
}
