/** Where the palette looks besides commands and pages. Failures are ApiErrors. */
import { api, said } from '../api/client';

export interface Person {
  username: string;
  name: string;
  office: string;
}

export interface Article {
  id: string;
  title: string;
}

export interface EverywhereApi {
  /** Accounts that are open. */
  accounts(): Promise<Person[]>;
  /** Consultants who are not dismissed. */
  consultants(): Promise<Person[]>;
  articles(q: string, signal: AbortSignal): Promise<Article[]>;
}

const PAGE = 200;
const MOST_ARTICLES = 5;

export const webEverywhereApi: EverywhereApi = {
  async accounts() {
    const found: Person[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { state: 'active' as const, limit: PAGE, ...(cursor && { cursor }) };
      const page = await said(api.GET('/api/accounts', { params: { query } }));
      found.push(...page.accounts.map(({ username, display_name, office }) => ({ username, name: display_name, office })));
      cursor = page.next_cursor;
    } while (cursor);
    return found;
  },
  async consultants() {
    return (await said(api.GET('/api/agents'))).map(({ id, display_name, office }) => ({ username: id, name: display_name, office }));
  },
  async articles(q, signal) {
    const found = await said(api.POST('/api/knowledge/search', { body: { q, kinds: ['article'], limit: MOST_ARTICLES }, signal }));
    return found.hits.map(({ id, title }) => ({ id, title }));
  },
};
