/** What the editors' page keeps in its address: tab, list, office and the opened article. Pure. */
import { id, office, oneOf, query, text } from '../../navigation/query';
import { folded, hasAll } from '../../words/folded';
import type { Article, ListFilter, ListName, Summary } from './articles_api';

export const LISTS: readonly ListName[] = ['published', 'expired', 'review_due', 'drafts', 'in_review', 'pointers', 'withdrawn', 'all'];
export const LACKING = ['', 'en', 'uk'] as const satisfies readonly ListFilter['lacks'][];
export const NO_FILTER: ListFilter = { list: 'published', office: '', lacks: '' };
export const TABS = ['articles', 'proposals', 'rates'] as const;
export type Tab = (typeof TABS)[number];

const address = query('/articles', {
  tab: oneOf(TABS, 'articles'),
  list: oneOf(LISTS, 'published'),
  office: office(),
  lacks: oneOf(LACKING, ''),
  article: id(),
  proposal: id(),
  write: text(120),
});

export const tabOf = (search: URLSearchParams): Tab => address.of(search).tab;

/** The words of a question that nothing answers, for which somebody came to write an answer. No names get into them. */
export const writeOf = (search: URLSearchParams): string => address.of(search).write;

/** The proposal that somebody came for. */
export const proposalOf = (search: URLSearchParams): string | null => address.of(search).proposal;

export function filterOf(search: URLSearchParams): ListFilter {
  const { list, office, lacks } = address.of(search);
  return { list, office, lacks };
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

/** Those that are not written in a language. */
export function lacking<Row extends Pick<Summary, 'languages'>>(rows: readonly Row[], lacks: ListFilter['lacks']): Row[] {
  return rows.filter(({ languages }) => lacks === '' || !languages.includes(lacks));
}

const collator = new Intl.Collator('pl', { numeric: true });

/** What is sought in the title before what has it elsewhere, the own office's before others', then by title. */
export function inOrder<Row extends Pick<Summary, 'title' | 'id' | 'topic' | 'office'>>(rows: readonly Row[], typed: string, own: string): Row[] {
  const sought = folded(typed);
  const rankOf = ({ title, office }: Row) => [
    sought === '' ? 0 : folded(title).startsWith(sought) ? 0 : hasAll(title, typed) ? 1 : 2,
    office === own ? 0 : office === null ? 1 : 2,
  ];
  const ranked = rows.map((row) => ({ row, rank: rankOf(row) }));
  ranked.sort(
    (one, other) =>
      (one.rank[0] ?? 0) - (other.rank[0] ?? 0) ||
      (one.rank[1] ?? 0) - (other.rank[1] ?? 0) ||
      collator.compare(one.row.title || one.row.id, other.row.title || other.row.id),
  );
  return ranked.map(({ row }) => row);
}
