/** What the editors' page keeps in its address: tab, list, office and the opened article. Pure. */
import { id, office, oneOf, query } from '../../navigation/query';
import { hasAll } from '../../words/folded';
import type { Article, ListFilter, ListName, Summary } from './articles_api';

export const LISTS: readonly ListName[] = ['published', 'expired', 'review_due', 'drafts', 'in_review', 'pointers', 'withdrawn', 'all'];
export const TABS = ['articles', 'unanswered', 'proposals', 'rates'] as const;
export type Tab = (typeof TABS)[number];

const address = query('/articles', { tab: oneOf(TABS, 'articles'), list: oneOf(LISTS, 'published'), office: office(), article: id() });

export const tabOf = (search: URLSearchParams): Tab => address.of(search).tab;

export function filterOf(search: URLSearchParams): ListFilter {
  const { list, office } = address.of(search);
  return { list, office };
}

export const addressOf = (tab: Tab, filter: ListFilter, article: string | null): string => address.address({ tab, ...filter, article });

/** The row of an article whose draft was saved. Of what is published it tells only that there is one. */
export function savedRow(row: Summary, { version, open }: Pick<Article, 'version' | 'open'>): Summary {
  const open_state = open?.state === 'draft' || open?.state === 'review' ? open.state : null;
  if (open === null || row.state === 'published') return { ...row, version, open_state };
  const { state, texts, is_pointer, legal_status_on, valid_from, valid_until, review_by, source_certainty, written_at, written_by } = open;
  const title = (texts.pl ?? texts.en ?? texts.uk)?.title ?? '';
  const about = { state, is_pointer, legal_status_on, valid_from, valid_until, review_by, source_certainty, written_at, written_by };
  return { ...row, ...about, version, open_state, title, languages: (['pl', 'en', 'uk'] as const).filter((each) => texts[each]) };
}

/** Rows that have all the words in title, id or topic, with or without Polish letters. */
export function withAll<Row extends Pick<Summary, 'title' | 'id' | 'topic'>>(rows: readonly Row[], typed: string): Row[] {
  return rows.filter(({ title, id, topic }) => hasAll(`${title} ${id} ${topic}`, typed));
}
