/** Rules as they hold on a day ("2026-11-26"), and what is wrong with one that is to be planned. Pure. */
import { t } from '../words';
import type { Rule, RuleRow, Run } from './retention_api';

/** A rule that was replaced before it began never held. */
export function wasReplaced(row: RuleRow): boolean {
  return row.valid_to === row.valid_from;
}

/** Of the province (null) or of an office. */
export function inForce(rule: Rule, office: string | null, today: string): RuleRow | undefined {
  return rule.rows.find(
    (row) => row.office === office && !wasReplaced(row) && row.valid_from <= today && (row.valid_to === null || row.valid_to > today),
  );
}

/** What begins later, the next one first. */
export function planned(rule: Rule, today: string): RuleRow[] {
  return rule.rows.filter((row) => row.valid_from > today && !wasReplaced(row)).sort((a, b) => a.valid_from.localeCompare(b.valid_from));
}

/** What holds today for the province (null) or for an office. */
export function daysOf(rule: Rule, office: string | null): number {
  return rule.offices.find((each) => each.office === office)?.days ?? rule.days;
}

export interface Wish {
  office: string | null;
  /** null: as the province. NaN: it is no number. */
  days: number | null;
  from: string;
  basis: string;
}

/** As the server says it, but before it is asked. */
export function faultsOf(rule: Rule, wish: Wish, today: string): { days?: string; from?: string } {
  const isWithin = wish.days === null || (Number.isInteger(wish.days) && wish.days >= rule.shortest && wish.days <= rule.longest);
  return {
    ...(!isWithin && { days: t.retention.plan.outOfBounds(rule.shortest, rule.longest) }),
    ...(wish.from < today && { from: t.retention.plan.past }),
  };
}

export function isGoing(run: Run): boolean {
  return run.state === 'waiting' || run.state === 'running';
}

export function totalOf(run: Run, of: 'rows' | 'files' | 'held'): number {
  return run.counts.reduce((sum, each) => sum + each[of], 0);
}
