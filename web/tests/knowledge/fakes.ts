/** A knowledge base with one article, and levers. */
import type {
  Article,
  ArticleText,
  Asked,
  Found,
  FoundPlace,
  Gmina,
  Hit,
  KnowledgeApi,
  MarketFound,
  PlaceOffice,
  SearchFilters,
  Used,
  Version,
  WantedProposal,
} from '../../src/knowledge/knowledge_api';

export function text(change: Partial<ArticleText> = {}): ArticleText {
  return {
    title: 'Wysokość zasiłku',
    questions: ['Ile wynosi zasiłek?'],
    short_answer: 'Zasiłek wynosi {stawka:zasilek_100}.',
    short_answer_filled: 'Zasiłek wynosi 1721,90 zł.',
    full_answer: 'Zasiłek wynosi **{stawka:zasilek_100}**.',
    full_html: '<p>Zasiłek wynosi <strong>1721,90 zł</strong>.</p>',
    steps: [],
    documents: [],
    ...change,
  };
}

export function version(change: Partial<Version> = {}): Version {
  return {
    number: 1,
    state: 'published',
    topic: null,
    place: null,
    audiences: null,
    is_pointer: false,
    legal_basis: 'art. 72',
    legal_status_on: '2026-06-01',
    valid_from: '2026-06-01',
    valid_until: '2027-05-31',
    review_by: '2027-05-01',
    source: 'Obwieszczenie ministra',
    source_certainty: 'high',
    source_holds_until: null,
    texts: { pl: text() },
    written_at: '2026-11-01T08:00:00Z',
    written_by: 'redaktor-1',
    published_at: '2026-11-02T08:00:00Z',
    checked_by: 'redaktor-2',
    ended_at: null,
    ended_by: null,
    sent_back_for: null,
    for_reviewer: null,
    withdrawn_for: null,
    ...change,
  };
}

export function article(change: Partial<Article> = {}): Article {
  return {
    id: 'zasilek-ile',
    topic: 'zasilek',
    place: 1,
    office: null,
    owner: '20000',
    audiences: ['unemployed'],
    version: 3,
    published: version(),
    open: null,
    withdrawn: null,
    is_in_force: true,
    why_not: null,
    may_edit: true,
    may_publish: false,
    ...change,
  };
}

export function hit(id: string, change: Partial<Hit> = {}): Hit {
  return {
    kind: 'article',
    id,
    title: `Odpowiedź ${id}`,
    title_parts: [{ text: `Odpowiedź ${id}`, is_hit: false }],
    excerpt_parts: [],
    short_answer: `Zdanie ${id}.`,
    is_in_force: true,
    office: null,
    language: 'pl',
    score: 1,
    is_pointer: false,
    legal_basis: 'art. 72',
    holds_until: '2027-05-31',
    ...change,
  };
}

const unknown = { postal_code: '16-100', address: null, telephone: null, email: null, page: null, certainty: null, checked_on: null };

/** On a Tuesday, with a branch of which nobody knows anything. */
export function office(change: Partial<PlaceOffice> = {}): PlaceOffice {
  return {
    ...unknown,
    code: '20110',
    name: 'Powiatowy Urząd Pracy w Sokółce',
    seat: 'Sokółka',
    is_province: false,
    address: 'ul. Kryńska 40',
    telephone: '857229010',
    days: [
      { day: '2026-12-01', spans: [{ begin: '07:30', end: '15:30' }], reason: null },
      { day: '2026-12-02', spans: [{ begin: '07:30', end: '15:30' }], reason: null },
      { day: '2026-12-03', spans: [], reason: 'święto' },
      { day: '2026-12-04', spans: [{ begin: '07:30', end: '15:30' }], reason: null },
    ],
    branches: [{ ...unknown, id: 'dabrowa', name: 'Filia w Dąbrowie Białostockiej', town: 'Dąbrowa Białostocka' }],
    moves: [],
    ...change,
  };
}

/** Searches wait until `answer` is called, unless `isAtOnce`. */
export class FakeKnowledge implements KnowledgeApi {
  readonly asked: unknown[][] = [];
  isAtOnce = true;
  hitsAre: Hit[] = [hit('a'), hit('b'), hit('c')];
  corrected: string | null = null;
  suggestionsAre: string[] = [];
  articleIs: Article = article();
  failure: Error | null = null;
  placesAre: PlaceOffice[] = [];
  gminasAre: Gmina[] = [];
  askedIs: Asked | null = null;
  placeIs: FoundPlace | null = null;
  /** Null: when there is any hit. */
  isAnswered: boolean | null = null;
  #waiting: { q: string; done: (found: Found) => void; signal: AbortSignal }[] = [];

  count(name: string): number {
    return this.asked.filter(([each]) => each === name).length;
  }

  /** Answers the oldest search that waits. */
  answer(hits: Hit[] = this.hitsAre): void {
    this.#waiting.shift()?.done(this.#found(hits));
  }

  #found(hits: Hit[]): Found {
    return { hits, corrected: this.corrected, is_answered: this.isAnswered ?? hits.length > 0, asked: this.askedIs, place: this.placeIs, took_ms: 4 };
  }

  get aborted(): boolean[] {
    return this.#waiting.map(({ signal }) => signal.aborted);
  }

  marketIs: MarketFound = { words: '', offers: [], offers_total: 0, institutions: [] };
  market = (q: string) => {
    this.asked.push(['market', q]);
    return Promise.resolve(this.marketIs);
  };

  search = (q: string, filters: SearchFilters, signal: AbortSignal) => {
    this.asked.push(['search', q, filters]);
    if (this.failure !== null) return Promise.reject(this.failure);
    if (this.isAtOnce) return Promise.resolve(this.#found(this.hitsAre));
    return new Promise<Found>((done) => this.#waiting.push({ q, done, signal }));
  };

  suggest = (q: string) => {
    this.asked.push(['suggest', q]);
    return Promise.resolve(this.suggestionsAre);
  };

  article = (id: string) => {
    this.asked.push(['article', id]);
    return Promise.resolve({ ...this.articleIs, id });
  };

  used = (what: Used, { kind, id }: Pick<Hit, 'kind' | 'id'>, q: string) => {
    this.asked.push(['used', what, kind, id, q]);
    return Promise.resolve();
  };

  propose = (wanted: WantedProposal) => {
    this.asked.push(['propose', wanted]);
    return Promise.resolve();
  };

  noAnswer = (q: string) => {
    this.asked.push(['noAnswer', q]);
    return Promise.resolve();
  };

  places = (office: string | null) => {
    this.asked.push(['places', office]);
    return Promise.resolve(this.placesAre);
  };

  gminas = () => {
    this.asked.push(['gminas']);
    return Promise.resolve(this.gminasAre);
  };
}
