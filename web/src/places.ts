/** Which pages stand in the line of the navigation, and which behind its button, under headings. Pure. */
import { GROUPS, type Group, type Page } from './routes';

/** So few need no button: a consultant has all of them in the line, at 1280 px, too. */
const MOST_IN_LINE = 7;

export interface Places {
  line: readonly Page[];
  /** In their order; none is empty. */
  groups: readonly { key: Group; pages: readonly Page[] }[];
}

/** `shown`: those of the account, in their order. `home`: where it begins, which is its work whatever its heading is. */
export function placesOf(shown: readonly Page[], home: string): Places {
  if (shown.length <= MOST_IN_LINE) return { line: shown, groups: [] };
  const isInLine = (page: Page) => page.group === undefined || page.path === home;
  const rest = shown.filter((page) => !isInLine(page));
  return {
    line: shown.filter(isInLine),
    groups: GROUPS.map((key) => ({ key, pages: rest.filter((page) => page.group === key) })).filter(({ pages }) => pages.length > 0),
  };
}
