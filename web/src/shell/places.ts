/** Under which headings the pages of an account stand. Pure. */
import type { WorkKind } from '../data/work_counts.svelte';
import { GROUPS, type Group, type Page } from '../routes';

/** How much waits on a page, by its path, and how that is said. */
export type Counts = Readonly<Partial<Record<string, { count: number; says: (count: number) => string }>>>;

/** What waits on which page; all of it on the page of work itself. */
const WAITING: Readonly<Record<string, readonly WorkKind[]>> = {
  '/todo': [],
  '/callbacks': ['callback'],
  '/corrections': ['correction'],
  '/imports': ['import'],
  '/requests': ['request'],
  '/articles': ['article', 'article_returned', 'article_due', 'rate_end', 'knowledge_proposal'],
  '/assessments': ['assessment'],
  '/second-person': ['second_person'],
  '/help-desk': ['help_report'],
  '/matters': ['matter'],
  '/interests': ['interest'],
  '/standards': ['standard'],
};

/** `open`: how much of these kinds waits, or of all. */
export function waitingOn(open: (...kinds: WorkKind[]) => number, says: (count: number) => string): Counts {
  return Object.fromEntries(Object.entries(WAITING).map(([path, kinds]) => [path, { count: open(...kinds), says }]));
}

/** In the order of the headings; none is empty. */
export function groupsOf(pages: readonly Page[]): { key: Group; pages: readonly Page[] }[] {
  return GROUPS.map((key) => ({ key, pages: pages.filter((page) => page.group === key) })).filter((group) => group.pages.length > 0);
}
