/** Rules as they hold on a day ("2026-11-26"), and what is wrong with one that is to be planned. Pure. */
import { t } from '../../words';
import type { Rule, RuleRow, Run } from './retention_api';

/** A rule that was replaced before it began never held. */
export function wasReplaced(row: RuleRow): boolean {
  return row.valid_to === row.valid_from;
}

/** Of the province (null) or of an office. */
export function inForce(rule: Rule, office: string | null, today: string): RuleRow | undefined {
  return rule.rows.find((row) => row.office === office && !wasReplaced(row) && row.valid_from <= today && (row.valid_to === null || row.valid_to > today));
}

/** What begins later, the next one first. */
export function planned(rule: Rule, today: string): RuleRow[] {
  return rule.rows.filter((row) => row.valid_from > today && !wasReplaced(row)).sort((a, b) => a.valid_from.localeCompare(b.valid_from));
}

/** What holds today for the province (null) or for an office. */
export function daysOf(rule: Rule, office: string | null): number {
  return rule.offices.find((each) => each.office === office)?.days ?? rule.days;
}

/** What is wrong with a number of days as it is typed; empty: nothing. The server says the same, but later. */
export function daysWrong({ shortest, longest }: Rule, typed: string): string {
  const days = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return days >= shortest && days <= longest ? '' : t.retention.plan.outOfBounds(shortest, longest);
}

export function isGoing(run: Run): boolean {
  return run.state === 'waiting' || run.state === 'running';
}

export function totalOf(run: Run, of: 'rows' | 'files' | 'held'): number {
  return run.counts.reduce((sum, each) => sum + each[of], 0);
}
