/** A form as it is edited, and where forms hold. Pure; the server checks in the end. */
import { t } from '../../words';
import type { Criterion, Form } from './assessments_api';

/** What the dialog begins with. An empty office is the province, an empty topic all of them. */
export interface Begun {
  office: string;
  topic: string;
  title: string;
  criteria: readonly Criterion[];
  /** The place stands already. */
  isPlaced: boolean;
}

export const MOST_CRITERIA = 30;
export const MOST_WEIGHT = 10;

/** Of the criteria that somebody adds the key is made here, once: figures follow it when the words change. */
export function freshKey(criteria: readonly Pick<Criterion, 'key'>[]): string {
  for (let number = criteria.length + 1; ; number += 1) {
    const key = `criterion_${number}`;
    if (!criteria.some((each) => each.key === key)) return key;
  }
}

export function freshCriterion(criteria: readonly Criterion[]): Criterion {
  return { key: freshKey(criteria), title: '', help: '', kind: 'scale', weight: 1, is_critical: false, may_not_apply: false };
}

/** The newest version of a place: what a change names as read; 0 where there is none. */
export function versionOf(forms: readonly Form[], office: string | null, topic: string | null): number {
  return Math.max(0, ...forms.filter((form) => form.office === office && form.topic === topic).map(({ version }) => version));
}

/** Those that are worth a row: what was planned and replaced before its first day never held. */
export function shown(forms: readonly Form[]): Form[] {
  return forms.filter((form) => form.valid_to !== form.valid_from);
}

/** What is wrong with criteria; empty: nothing. */
export function wrongOf(criteria: readonly Criterion[]): string {
  const wrong = criteria.findIndex(
    ({ title, weight }) => title.trim().length < 3 || !Number.isInteger(weight) || (weight ?? 1) < 1 || (weight ?? 1) > MOST_WEIGHT,
  );
  return wrong < 0 ? '' : t.assessments.forms.criterionWrong(wrong + 1, MOST_WEIGHT);
}
