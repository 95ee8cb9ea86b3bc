/** What the knowledge base does not answer. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Part } from '../../data/pages.svelte';

export type Gap = Schema['UnansweredSearch'];
export const WHICH = ['all', 'nothing_found', 'not_opened'] as const;
export type Which = (typeof WHICH)[number];

export interface GapsApi {
  /** The weightiest first. */
  list(which: Which, after: string | null): Promise<Part<Gap>>;
  /** With the article that answers it now, or without. */
  close(id: string, articleId: string | null): Promise<void>;
}

const PAGE = 50;

export const webGapsApi: GapsApi = {
  async list(which, after) {
    const query = { which, limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/knowledge/unanswered', { params: { query } }));
    return { rows: found.unanswered, after: found.next_cursor };
  },
  async close(id, articleId) {
    const params = { path: { unanswered_id: id } };
    await said(api.POST('/api/knowledge/unanswered/{unanswered_id}/close', { params, body: { article_id: articleId } }));
  },
};
