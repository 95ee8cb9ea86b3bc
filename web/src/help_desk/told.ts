/** How a report stands, as a colour beside its word. Pure. */
import type { ReportState, ReportStep } from './reports_api';

const KINDS = {
  open: 'trouble',
  taken: 'busy',
  waiting: 'pause',
  solved: 'ready',
  proposed: 'pause',
  considered: 'busy',
  accepted: 'ready',
  rejected: 'plain',
  done: 'ready',
} as const;

export const kindOf = (state: ReportState) => KINDS[state];

/** Steps that say something first. */
export const WITH_WORDS = ['ask', 'answer', 'solve', 'reply', 'reopen', 'accept', 'reject', 'finish'] as const satisfies readonly ReportStep[];
export type SpokenStep = (typeof WITH_WORDS)[number];

export const isSpoken = (step: ReportStep): step is SpokenStep => WITH_WORDS.some((each) => each === step);

export const UNFINISHED: readonly ReportState[] = ['open', 'taken', 'waiting', 'proposed', 'considered', 'accepted'];
