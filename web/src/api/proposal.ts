/** What takes two persons is only proposed by the first one. */
import type { Schema } from './client';

export type Proposal = Schema['ProposalOut'];

/** Does the answer say that nothing has changed yet, and another person is waited for? */
export function isProposal<T extends object>(answer: T | Proposal): answer is Proposal {
  return 'act' in answer && 'proposed_by' in answer;
}
