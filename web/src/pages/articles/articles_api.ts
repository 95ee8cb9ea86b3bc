/** The editors' work: articles with their versions, rates, proposals. Failures are ApiErrors. */
import { ApiError, api, said, type Schema } from '../../api/client';
import { soundOf } from '../../api/sound';
import type { Part } from '../../data/pages.svelte';
import type { Article, Language, Version } from '../../knowledge/knowledge_api';

export type { Article, Language, Version } from '../../knowledge/knowledge_api';
export type Summary = Schema['ArticleSummary'];
export type ListName = 'published' | 'expired' | 'review_due' | 'drafts' | 'in_review' | 'pointers' | 'withdrawn' | 'all';
export type Content = Required<Schema['ContentIn']>;
export type Words = Required<NonNullable<Content['texts']['pl']>>;
export type DraftIn = Schema['DraftIn'];
export type ArticleIn = Schema['ArticleIn'];
export type Preview = Schema['PreviewOut'];
export type FieldDifference = Schema['FieldDifferenceOut'];
export type Rate = Schema['RateOut'];
export type RateStanding = Schema['RateStanding'];
export type RatesIn = Schema['RatesIn'];
export type Proposal = Schema['KnowledgeProposalOut'];
export type ProposalState = Proposal['state'];

export interface ListFilter {
  list: ListName;
  /** Empty: every office. */
  office: string;
  /** A language in which they are not written; empty: any. The page picks them out. */
  lacks: '' | 'en' | 'uk';
}

/** What is done with the open version, or with the published one. */
export type Act = 'submit' | 'send_back' | 'publish' | 'withdraw' | 'drop';

export interface ArticlesApi {
  list(filter: ListFilter, after: string | null): Promise<Part<Summary>>;
  article(id: string): Promise<Article>;
  make(wanted: ArticleIn): Promise<Article>;
  /** On the version that was read. Raises ApiError: status 412 when somebody else has changed the article. */
  save(id: string, version: number, draft: DraftIn): Promise<Article>;
  /** null: the article went with its only draft. */
  act(id: string, version: number, act: Act, reason: string): Promise<Article | null>;
  preview(words: Words, language: Language, signal: AbortSignal): Promise<Preview>;
  /** As callers hear it. */
  sound(text: string, language: Language, signal: AbortSignal): Promise<Blob>;
  versions(id: string, after: string | null): Promise<Part<Version>>;
  difference(id: string, before: number, after: number): Promise<FieldDifference[]>;
}

const PAGE = 50;

function on(id: string, version: number) {
  return { path: { article_id: id }, header: { 'If-Match': `"${version}"` } };
}

async function unlessGone(asked: Promise<Article>): Promise<Article | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export const webArticlesApi: ArticlesApi = {
  async list({ list, office }, after) {
    const query = { list, limit: PAGE, ...(office && { office }), ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/articles', { params: { query } }));
    return { rows: found.articles, after: found.next_cursor };
  },
  async article(id) {
    return said(api.GET('/api/articles/{article_id}', { params: { path: { article_id: id } } }));
  },
  async make(wanted) {
    return said(api.POST('/api/articles', { body: wanted }));
  },
  async save(id, version, draft) {
    return said(api.PUT('/api/articles/{article_id}/draft', { params: on(id, version), body: draft }));
  },
  async act(id, version, act, reason) {
    const params = on(id, version);
    switch (act) {
      case 'submit':
        return said(api.POST('/api/articles/{article_id}/submit', { params, body: { note: reason || null } }));
      case 'send_back':
        return said(api.POST('/api/articles/{article_id}/send-back', { params, body: { reason } }));
      case 'publish':
        return said(api.POST('/api/articles/{article_id}/publish', { params }));
      case 'withdraw':
        return said(api.POST('/api/articles/{article_id}/withdraw', { params, body: { reason } }));
      case 'drop':
        await said(api.DELETE('/api/articles/{article_id}/draft', { params }));
        return unlessGone(said(api.GET('/api/articles/{article_id}', { params: { path: { article_id: id } } })));
    }
  },
  async preview(words, language, signal) {
    return said(api.POST('/api/articles/preview', { body: { text: words, language }, signal }));
  },
  sound: soundOf,
  async versions(id, after) {
    const query = { limit: PAGE, ...(after !== null && { cursor: Number(after) }) };
    const path = { article_id: id };
    const found = await said(api.GET('/api/articles/{article_id}/versions', { params: { path, query } }));
    return { rows: found.versions, after: found.next_cursor === null ? null : String(found.next_cursor) };
  },
  async difference(id, before, after) {
    const params = { path: { article_id: id }, query: { before, after } };
    return (await said(api.GET('/api/articles/{article_id}/difference', { params }))).fields;
  },
};

export interface RatesApi {
  /** Each with what holds, what is planned and what was; what ended first. */
  overview(): Promise<RateStanding[]>;
  /** All of an announcement; the id of what waits for a second person. Raises ApiError: status 412 when somebody was faster. */
  plan(rates: RatesIn): Promise<string>;
  /** Takes back what was set by mistake, before its first day. */
  takeBack(rate: Rate): Promise<void>;
}

export const webRatesApi: RatesApi = {
  async overview() {
    return (await said(api.GET('/api/rates/overview'))).rates;
  },
  async plan(rates) {
    return (await said(api.POST('/api/rates', { body: rates }))).id;
  },
  async takeBack({ code, valid_from, version }) {
    const params = { path: { code, valid_from }, header: { 'If-Match': `"${version}"` } };
    await said(api.DELETE('/api/rates/{code}/{valid_from}', { params }));
  },
};

export interface ProposalsApi {
  list(state: ProposalState | '', after: string | null): Promise<Part<Proposal>>;
  decide(proposal: Proposal, state: 'accepted' | 'declined', answer: string, articleId: string | null): Promise<Proposal>;
}

export const webProposalsApi: ProposalsApi = {
  async list(state, after) {
    const query = { limit: PAGE, ...(state && { state }), ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/knowledge/proposals', { params: { query } }));
    return { rows: found.proposals, after: found.next_cursor };
  },
  async decide({ id, version }, state, answer, articleId) {
    const params = { path: { proposal_id: id }, header: { 'If-Match': `"${version}"` } };
    const body = { state, answer, article_id: articleId };
    return said(api.POST('/api/knowledge/proposals/{proposal_id}/decision', { params, body }));
  },
};
