/** What may be told today, by whom it is for. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export interface Title {
  id: string;
  title: string;
  isPointer: boolean;
}

const PAGE = 100;
const collator = new Intl.Collator('pl');

/** For these callers, or for everybody: by title, what only says where to ask behind what answers. */
export async function webTitles(audience: string): Promise<Title[]> {
  const found: Schema['ArticleSummary'][] = [];
  let cursor: string | null | undefined;
  do {
    const query = { list: 'published' as const, audience, limit: PAGE, ...(cursor && { cursor }) };
    const page = await said(api.GET('/api/articles', { params: { query } }));
    found.push(...page.articles);
    cursor = page.next_cursor;
  } while (cursor);
  return inOrder(found);
}

/** Pure. */
export function inOrder(found: readonly Pick<Schema['ArticleSummary'], 'id' | 'title' | 'is_pointer' | 'is_in_force'>[]): Title[] {
  return found
    .filter((each) => each.is_in_force)
    .map(({ id, title, is_pointer: isPointer }) => ({ id, title: title || id, isPointer }))
    .sort((one, other) => Number(one.isPointer) - Number(other.isPointer) || collator.compare(one.title, other.title));
}
