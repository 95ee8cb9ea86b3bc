/** Who changed what of an office's hours, and from what to what; the latest first. Pure. */
import type { Exception, Plan } from './hours_api';
import { plusDays } from './calendar';
import { planBefore } from './week';

export type Change = { id: string; at: string; by: string } & (
  | { kind: 'plan'; plan: Plan; before: Plan | null }
  | { kind: 'added' | 'removed'; row: Exception }
  | { kind: 'changed' | 'restored'; row: Exception; before: Exception | null }
);

export function changesOf(plans: readonly Plan[], exceptions: readonly Exception[]): Change[] {
  const byId = new Map(exceptions.map((row) => [row.id, row]));
  const found: Change[] = plans
    .filter((plan) => !isResumed(plan, plans))
    .map((plan) => ({
      kind: 'plan',
      id: plan.id,
      at: plan.changed_at,
      by: plan.changed_by,
      plan,
      before: planBefore(plans, plan),
    }));
  const replaced = new Set<string>();
  for (const row of exceptions) {
    const before = row.replaces === null ? null : (byId.get(row.replaces) ?? null);
    const isAtOnce = before?.removed_at === row.changed_at;
    if (before !== null && isAtOnce) replaced.add(before.id);
    const made = { id: row.id, at: row.changed_at, by: row.changed_by, row };
    found.push(row.replaces === null ? { ...made, kind: 'added' } : { ...made, kind: isAtOnce ? 'changed' : 'restored', before });
  }
  for (const row of exceptions) {
    if (row.removed_by === null || row.removed_at === null || replaced.has(row.id)) continue;
    // What gives way to a restored one is told by that.
    const isGivingWay = exceptions.some((each) => each.changed_at === row.removed_at && each.id !== row.id);
    if (!isGivingWay) found.push({ kind: 'removed', id: `${row.id}-removed`, at: row.removed_at, by: row.removed_by, row });
  }
  return found.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
}

/** It only goes on after one that was put in for some days. */
function isResumed(plan: Plan, plans: readonly Plan[]): boolean {
  const isSame = (each: Plan) => each.id !== plan.id && each.purpose === plan.purpose && each.changed_at === plan.changed_at;
  return plans.some((each) => isSame(each) && each.last_day !== null && plusDays(each.last_day, 1) === plan.valid_from);
}
