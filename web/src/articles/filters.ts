/** What the editors' page keeps in its address: tab, list, office and the opened article. Pure. */
import type { Article, ListFilter, ListName, Summary } from './articles_api';

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

/** The row of an article whose draft was saved. Of what is published it tells only that there is one. */
export function savedRow(row: Summary, { version, open }: Pick<Article, 'version' | 'open'>): Summary {
  const open_state = open?.state === 'draft' || open?.state === 'review' ? open.state : null;
  if (open === null || row.state === 'published') return { ...row, version, open_state };
  const { state, texts, is_pointer, legal_status_on, valid_from, valid_until, review_by, source_certainty, written_at, written_by } = open;
  const title = (texts.pl ?? texts.en ?? texts.uk)?.title ?? '';
  const about = { state, is_pointer, legal_status_on, valid_from, valid_until, review_by, source_certainty, written_at, written_by };
  return { ...row, ...about, version, open_state, title, languages: (['pl', 'en', 'uk'] as const).filter((each) => texts[each]) };
}

const plain = (text: string) =>
  text
    .toLocaleLowerCase('pl')
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');

/** Rows that have all the words in title, id or topic, with or without Polish letters. */
export function withAll<Row extends Pick<Summary, 'title' | 'id' | 'topic'>>(rows: readonly Row[], typed: string): Row[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return rows.filter(({ title, id, topic }) => {
    const text = plain(`${title} ${id} ${topic}`);
    return words.every((word) => text.includes(word));
  });
}
