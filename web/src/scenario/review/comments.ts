/** Comments at the nodes of a draft. Pure. */
import type { Comment } from './review_api';

/** How many wait at each node; of the whole draft under ''. */
export function openComments(comments: readonly Comment[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { node, settled_at: settled } of comments) if (settled === null) found.set(node ?? '', (found.get(node ?? '') ?? 0) + 1);
  return found;
}
