/** Under which headings the pages of an account stand. Pure. */
import { GROUPS, type Group, type Page } from '../routes';

/** How much waits on a page, by its path, and how that is said. */
export type Counts = Readonly<Partial<Record<string, { count: number; says: (count: number) => string }>>>;

/** In the order of the headings; none is empty. */
export function groupsOf(pages: readonly Page[]): { key: Group; pages: readonly Page[] }[] {
  return GROUPS.map((key) => ({ key, pages: pages.filter((page) => page.group === key) })).filter((group) => group.pages.length > 0);
}
