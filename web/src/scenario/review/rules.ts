/** Who may take which step of a draft now: what the server decides (`ivr/publishing/versions.py`), said before one tries. Pure. */
import type { Draft, DraftAct, History } from './review_api';

export interface Who {
  username: string;
  mayEdit: boolean;
  mayPublish: boolean;
}

type Standing = Pick<Draft, 'state' | 'authors'>;

export const isAuthor = (draft: Standing, { username }: Who): boolean => draft.authors.includes(username);

export function actsOf(draft: Standing, who: Who): (DraftAct | 'publish')[] {
  const isOwn = isAuthor(draft, who);
  const acts: (DraftAct | 'publish')[] = [];
  if (who.mayEdit) {
    if (draft.state === 'draft' && isOwn) acts.push('review');
    if (draft.state === 'in_review' && !isOwn) acts.push('approve');
    if (draft.state === 'in_review' || draft.state === 'approved') acts.push(isOwn ? 'withdraw' : 'return');
  }
  if (who.mayPublish && draft.state === 'approved') acts.push('publish');
  if (who.mayEdit) acts.push('discard');
  return acts;
}

/** The version that a draft must know of before it is published, if it does not; null: it does. */
export function unseenVersion({ based_on: base }: Pick<Draft, 'based_on'>, { versions }: Pick<History, 'versions'>): number | null {
  const newest = Math.max(0, ...versions.filter(({ status }) => status !== 'cancelled').map(({ version }) => version));
  return newest > 0 && newest !== base ? newest : null;
}
