/** What an account may come to do: pages by the words of who looks for them. */
import type { IsOwn } from '../navigation/own_pages';
import { t } from '../words';

export interface Task {
  path: string;
  says: string;
  /** Other words for it. */
  by: string;
}

/** Those whose pages are this account's, in the order of the words, which are loaded: `tasks`. */
export function tasksOf(isOwn: IsOwn): Task[] {
  return Object.entries(t.tasks.at)
    .filter(([path]) => isOwn(path))
    .map(([path, words]) => ({ path, ...words }));
}
