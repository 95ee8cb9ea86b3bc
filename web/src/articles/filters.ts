/** What the editors' page keeps in its address: tab, list, office and the opened article. Pure. */
import type { ListFilter, ListName } from './articles_api';

export const LISTS: readonly ListName[] = ['published', 'expired', 'review_due', 'drafts', 'in_review', 'pointers', 'withdrawn', 'all'];
export const TABS = ['articles', 'unanswered', 'proposals', 'rates'] as const;
export type Tab = (typeof TABS)[number];

export function tabOf(address: URLSearchParams): Tab {
  const tab = address.get('tab');
  return TABS.find((each) => each === tab) ?? 'articles';
}

export function filterOf(address: URLSearchParams): ListFilter {
  const list = address.get('list');
  return { list: LISTS.find((each) => each === list) ?? 'published', office: address.get('office') ?? '' };
}

export function addressOf(tab: Tab, filter: ListFilter, article: string | null): string {
  const address = new URLSearchParams();
  if (tab !== 'articles') address.set('tab', tab);
  if (filter.list !== 'published') address.set('list', filter.list);
  if (filter.office) address.set('office', filter.office);
  if (article !== null) address.set('article', article);
  const query = address.toString();
  return query ? `/articles?${query}` : '/articles';
}
