/** What anybody of the staff may know. A question goes in the body of a request, never in an address. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type Article = Schema['ArticleOut'];
export type Version = NonNullable<Article['published']>;
export type ArticleText = NonNullable<Version['texts']['pl']>;
export type Language = 'pl' | 'en' | 'uk';
export type Found = Schema['KnowledgeHits'];
/** Of what kind a question is. */
export type Asked = NonNullable<Found['asked']>;
/** Which place somebody wants to reach. */
export type FoundPlace = NonNullable<Found['place']>;
export type Hit = Found['hits'][number];
export type HitKind = Hit['kind'];
export type Used = Schema['UseIn']['what'];
export type WantedProposal = Schema['KnowledgeProposalIn'];
export type PlaceOffice = Schema['DirectoryOffice'];
export type Gmina = Schema['GminaOut'];

export interface SearchFilters {
  office?: string;
  audience?: string;
  language?: Language;
  kinds?: HitKind[];
}

export type MarketFound = Schema['MarketFound'];

export interface KnowledgeApi {
  search(q: string, filters: SearchFilters, signal: AbortSignal): Promise<Found>;
  /** Offers and institutions that the words name, from an index of their own. */
  market(q: string, signal: AbortSignal): Promise<MarketFound>;
  suggest(q: string, most: number, signal: AbortSignal): Promise<string[]>;
  article(id: string): Promise<Article>;
  propose(wanted: WantedProposal): Promise<void>;
  /** Nothing of what was found helps. The server keeps ordinary words of it only, and not who asked. */
  noAnswer(q: string): Promise<void>;
  /** A hit was opened, or read to a caller. It is counted by ordinary words of the question, and not who it was. */
  used(what: Used, hit: Pick<Hit, 'kind' | 'id'>, q: string, language: Language | null): Promise<void>;
  /** Offices with their branches; of one office, or of all. */
  places(office: string | null): Promise<PlaceOffice[]>;
  /** With the office that serves each. */
  gminas(): Promise<Gmina[]>;
}

const MOST_HITS = 12;

export const webKnowledgeApi: KnowledgeApi = {
  market: (q, signal) => said(api.POST('/api/knowledge/market', { body: { q }, signal })),
  async search(q, filters, signal) {
    return said(api.POST('/api/knowledge/search', { body: { q, ...filters, limit: MOST_HITS }, signal }));
  },
  async suggest(q, most, signal) {
    return (await said(api.POST('/api/knowledge/suggestions', { body: { q, limit: most }, signal }))).suggestions;
  },
  async article(id) {
    return said(api.GET('/api/articles/{article_id}', { params: { path: { article_id: id } } }));
  },
  async propose(wanted) {
    await said(api.POST('/api/knowledge/proposals', { body: wanted }));
  },
  async noAnswer(q) {
    await said(api.POST('/api/knowledge/unanswered', { body: { q } }));
  },
  async used(what, { kind, id }, q, language) {
    await said(api.POST('/api/knowledge/uses', { body: { what, kind, id, q, language } }));
  },
  async places(office) {
    const query = office === null ? {} : { office };
    return (await said(api.GET('/api/contact-directory', { params: { query } }))).offices;
  },
  async gminas() {
    return said(api.GET('/api/gminas'));
  },
};
