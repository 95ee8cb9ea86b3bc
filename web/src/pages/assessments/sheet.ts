/** A sheet as it is filled in: what is scored, what is missing, what the keys mean. Pure; the server reckons. */
import type { AssessmentDetail, Criterion, NewSheet, Sheet } from './assessments_api';

/** undefined: not scored yet; null: does not apply. */
export type Score = number | null | undefined;

export interface Filled {
  scores: Record<string, Score>;
  notes: Record<string, string>;
  remark: string;
}

export const HIGHEST = { scale: 3, yes_no: 1 } as const;

/** From the best to the worst, what does not apply last. */
export function choicesOf(criterion: Criterion): (number | null)[] {
  const scores: (number | null)[] = criterion.kind === 'scale' ? [3, 2, 1, 0] : [1, 0];
  return criterion.may_not_apply ? [...scores, null] : scores;
}

/** The score that a key stands for while the criterion has the focus; undefined: none. `-` is "does not apply". */
export function scoreOfKey(criterion: Criterion, key: string): Score {
  if (key === '-') return criterion.may_not_apply ? null : undefined;
  if (!/^[0-3]$/.test(key)) return undefined;
  const score = Number(key);
  return score <= HIGHEST[criterion.kind] ? score : undefined;
}

export function missing(criteria: readonly Criterion[], filled: Filled): Criterion[] {
  return criteria.filter(({ key }) => filled.scores[key] === undefined);
}

/** A critical criterion is scored 0: the result will be 0. */
export function isZeroed(criteria: readonly Criterion[], filled: Filled): boolean {
  return criteria.some(({ key, is_critical }) => is_critical && filled.scores[key] === 0);
}

export function filledOf(sheet: Sheet | undefined): Filled {
  return { scores: { ...sheet?.scores }, notes: { ...sheet?.notes }, remark: sheet?.remark ?? '' };
}

export function toSave({ scores, notes, remark }: Filled): NewSheet {
  const scored = Object.entries(scores).filter((entry): entry is [string, number | null] => entry[1] !== undefined);
  return { scores: Object.fromEntries(scored), notes: { ...notes }, remark };
}

export function newest(assessment: AssessmentDetail): Sheet | undefined {
  return assessment.sheets.at(-1);
}

/** What this account may do with it next. The server decides in the end. */
export function actsOf(assessment: AssessmentDetail, account: string, mayAssess: boolean) {
  const { state, agent, assessor } = assessment;
  const isOwn = agent === account;
  const isAssessor = mayAssess && assessor === account && !isOwn;
  const isOpen = state === 'assigned' || state === 'draft';
  return {
    fill: isAssessor && isOpen,
    takeOver: mayAssess && !isOwn && assessor !== account && isOpen,
    correct: isAssessor && (state === 'given' || state === 'answered' || state === 'closed'),
    close: mayAssess && !isOwn && (state === 'given' || state === 'answered'),
    answer: isOwn && state === 'given',
  };
}
