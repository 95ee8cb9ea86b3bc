/**
 * A search as somebody types. The question stays in memory and goes in the body of requests only; what is opened is
 * opened in place, with the results kept behind it.
 */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import { answerOf, besides, type Answer } from './answer';
import type { Article, Hit, KnowledgeApi, Language, SearchFilters, Used } from './knowledge_api';

export const SEARCH_MS = 60; // after a key; below what somebody notices
export const SUGGEST_MS = 180;
const MOST_SUGGESTIONS = 4;
const LEAST_SIGNS = 2;

/** What can be chosen and opened: a hit, or an article that belongs to the topic of a call. */
export interface Choice {
  /** Unique in a list. */
  key: string;
  kind: Hit['kind'];
  id: string;
  title: string;
  titleParts: Hit['title_parts'];
  excerptParts: Hit['excerpt_parts'];
  /** The sentence to be read; null: there is none that may be read. */
  sentence: string | null;
  isInForce: boolean;
  isPointer: boolean;
  /** The caller has heard it on the way. */
  isHeard: boolean;
  office: string | null;
  language: string;
}

export class Searching {
  q = $state('');
  state = $state<'none' | 'searching' | 'there' | 'failed'>('none');
  failure = $state('');
  /** What was really searched for; null: what was typed. */
  corrected = $state<string | null>(null);
  /** False: nothing says enough about it. */
  isAnswered = $state(true);
  suggestions = $state.raw<string[]>([]);
  /** Of `choices`; -1: the answer that stands above them. */
  at = $state(0);
  opened = $state.raw<Choice | null>(null);
  article = $state.raw<Article | null>(null);
  articleState = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  articleFailure = $state('');
  /** What is opened was read to a caller. */
  isReadAloud = $state(false);
  /** The results stand beside what is opened; false: one of the two is seen at a time. */
  isBeside = $state(false);
  /** What is there before anything is typed. */
  offered = $state.raw<Choice[]>([]);

  #hits = $state.raw<Choice[]>([]);
  #answer = $state.raw<Answer | null>(null);
  #filters = $state.raw<SearchFilters>({});
  /** The question whose hits these are. */
  #known = '';
  #wantsFirst = false;
  #searchTimer: ReturnType<typeof setTimeout> | null = null;
  #suggestTimer: ReturnType<typeof setTimeout> | null = null;
  #asking: AbortController | null = null;
  #suggesting: AbortController | null = null;
  #round = 0;

  constructor(private readonly api: KnowledgeApi) {}

  readonly isEmpty = $derived.by(() => this.q.trim() === '');
  readonly choices = $derived.by(() => (this.isEmpty ? this.offered : this.#hits));
  /** What answers by itself, above the results. */
  readonly answer = $derived.by(() => (this.isEmpty ? null : this.#answer));
  readonly #answered = $derived.by<Choice | null>(() => (this.answer === null ? null : answerChoice(this.answer)));
  readonly chosen = $derived.by<Choice | null>(() => (this.at < 0 ? this.#answered : (this.choices[this.at] ?? null)));
  /** What was found has no answer in it: it may help all the same. */
  readonly isUnanswered = $derived.by(() => !this.isEmpty && this.state === 'there' && !this.isAnswered);
  /** In which is looked for answers; null: in all. */
  readonly language = $derived.by<Language | null>(() => this.#filters.language ?? null);

  /** Another word stands in the field: where the results are hidden by what is opened, they come back. */
  typed(q: string): void {
    if (q !== this.q && !this.isBeside) this.back();
    this.q = q;
    this.at = this.#first;
    this.#wantsFirst = false;
    this.#stopWaiting();
    if (this.isEmpty) {
      this.#forgetHits();
      return;
    }
    this.#searchTimer = setTimeout(() => void this.#search(), SEARCH_MS);
    if (q.trim().length >= LEAST_SIGNS) this.#suggestTimer = setTimeout(() => void this.#suggest(), SUGGEST_MS);
    else this.suggestions = [];
  }

  /** Without a wait. */
  now(q: string = this.q): void {
    this.typed(q);
    this.#stopWaiting();
    if (!this.isEmpty) void this.#search();
    this.suggestions = [];
  }

  /** The same filters are no new question: the place in the list stays. */
  narrow(filters: SearchFilters): void {
    if (JSON.stringify(filters) === JSON.stringify(this.#filters)) return;
    this.#filters = { ...filters };
    if (!this.isEmpty) this.now();
  }

  /** In which language answers are wanted; null: in any. */
  speak(language: Language | null): void {
    const filters: SearchFilters = { ...this.#filters };
    if (language === null) delete filters.language;
    else filters.language = language;
    this.narrow(filters);
  }

  /** From the answer through the results, and round. */
  move(by: 1 | -1): void {
    const first = this.#first;
    const length = this.choices.length - first;
    if (length > 0) this.at = ((this.at - first + by + length) % length) + first;
  }

  /** Open what is chosen. Whoever is faster than the answer gets the first of it. */
  enter(): void {
    if (!this.isEmpty && this.#known !== this.#asked()) {
      this.now();
      this.#wantsFirst = true;
      return;
    }
    if (this.chosen !== null) this.open(this.chosen);
  }

  /** What stands above the results. */
  openAnswer(): void {
    if (this.#answered !== null) this.open(this.#answered);
  }

  /** Also what is open already: `opened` is then another object, and whoever looks at it is told. */
  open(choice: Choice): void {
    this.opened = { ...choice };
    this.isReadAloud = false;
    this.#tellUse('opened', choice);
    this.at = Math.max(
      this.#first,
      this.choices.findIndex((each) => each.key === choice.key),
    );
    if (choice.kind === 'article') void this.#read(choice.id);
    else this.#noArticle();
  }

  /** What is opened was read to a caller. */
  readAloud(): void {
    if (this.opened === null || this.isReadAloud) return;
    this.isReadAloud = true;
    this.#tellUse('read_aloud', this.opened);
  }

  /** By its id, from an address. */
  openArticle(id: string): void {
    if (this.opened?.kind === 'article' && this.opened.id === id) return;
    const known = [this.#answered, ...this.choices].find((each) => each?.kind === 'article' && each.id === id);
    this.open(known ?? { ...NOTHING, key: `article ${id}`, id });
  }

  again(): void {
    if (this.opened?.kind === 'article') void this.#read(this.opened.id);
  }

  /** From the article to the results; false: there was none. */
  back(): boolean {
    if (this.opened === null) return false;
    this.opened = null;
    this.#noArticle();
    return true;
  }

  /** Nothing of what was asked stays. */
  forget(): void {
    this.back();
    this.#stopWaiting();
    this.q = '';
    this.#forgetHits();
    this.#filters = {};
  }

  get #first(): 0 | -1 {
    return this.answer === null ? 0 : -1;
  }

  /** It is counted for editors; that it could not be hinders nobody. */
  #tellUse(what: Used, { kind, id }: Choice): void {
    this.api.used(what, { kind, id }, this.q.trim(), this.language).catch(() => undefined);
  }

  #asked(): string {
    return JSON.stringify([this.q.trim(), this.#filters]);
  }

  #forgetHits(): void {
    this.#asking?.abort();
    this.#suggesting?.abort();
    this.at = 0;
    this.#hits = [];
    this.#known = '';
    this.#answer = null;
    this.suggestions = [];
    this.corrected = null;
    this.isAnswered = true;
    this.failure = '';
    this.state = 'none';
  }

  #stopWaiting(): void {
    if (this.#searchTimer !== null) clearTimeout(this.#searchTimer);
    if (this.#suggestTimer !== null) clearTimeout(this.#suggestTimer);
    this.#searchTimer = this.#suggestTimer = null;
  }

  async #search(): Promise<void> {
    this.#asking?.abort(); // what was typed before is of no use any more
    const asking = new AbortController();
    this.#asking = asking;
    const asked = this.#asked();
    this.state = 'searching';
    try {
      const found = await this.api.search(this.q.trim(), this.#filters, asking.signal);
      if (asking !== this.#asking || asking.signal.aborted) return;
      this.#answer = answerOf(found);
      this.#hits = besides(found, this.#answer).map(choiceOf);
      this.corrected = found.corrected;
      this.isAnswered = found.is_answered || this.#answer !== null;
      this.#known = asked;
      this.at = this.#first;
      this.failure = '';
      this.state = 'there';
      // What does not answer is opened by nobody who has not seen that it does not.
      if (this.#wantsFirst && this.isAnswered && this.chosen !== null) this.open(this.chosen);
      this.#wantsFirst = false;
    } catch (error) {
      if (asking !== this.#asking || asking.signal.aborted) return;
      this.#wantsFirst = false;
      this.failure = sentenceOf(error, t.knowledge.search.failed);
      this.state = 'failed';
    }
  }

  /** A help only: without an answer there is none. */
  async #suggest(): Promise<void> {
    this.#suggesting?.abort();
    const asking = new AbortController();
    this.#suggesting = asking;
    const asked = this.q;
    try {
      const found = await this.api.suggest(asked.trim(), MOST_SUGGESTIONS, asking.signal);
      if (asking === this.#suggesting && asked === this.q) this.suggestions = found.filter((each) => each !== asked.trim());
    } catch {
      if (asking === this.#suggesting) this.suggestions = [];
    }
  }

  async #read(id: string): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.article = null;
    this.articleFailure = '';
    this.articleState = 'loading';
    try {
      const article = await this.api.article(id);
      if (round !== this.#round) return;
      this.article = article;
      this.articleState = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.articleFailure = sentenceOf(error, t.knowledge.article.failed);
      this.articleState = 'failed';
    }
  }

  #noArticle(): void {
    this.#round += 1;
    this.article = null;
    this.articleState = 'none';
    this.articleFailure = '';
  }
}

const NOTHING: Choice = {
  key: '',
  kind: 'article',
  id: '',
  title: '',
  titleParts: [],
  excerptParts: [],
  sentence: null,
  isInForce: true,
  isPointer: false,
  isHeard: false,
  office: null,
  language: 'pl',
};

function choiceOf(hit: Hit): Choice {
  return {
    key: `${hit.kind} ${hit.id} ${hit.language}`,
    kind: hit.kind,
    id: hit.id,
    title: hit.title,
    titleParts: hit.title_parts,
    excerptParts: hit.excerpt_parts,
    sentence: hit.is_in_force ? hit.short_answer : null,
    isInForce: hit.is_in_force,
    isPointer: hit.is_pointer,
    isHeard: false,
    office: hit.office,
    language: hit.language,
  };
}

function answerChoice(answer: Answer): Choice {
  if (answer.kind === 'said') return choiceOf(answer.hit);
  const { id, office } = answer.place;
  return { ...NOTHING, key: `place ${id}`, kind: 'place', id, office };
}

/** An article that belongs to the topic of a call. */
export function offeredChoice(article: {
  id: string;
  title: string;
  short_answer: string;
  language: string;
  office: string | null;
  is_pointer: boolean;
  is_heard: boolean;
}): Choice {
  return {
    ...NOTHING,
    key: `offered ${article.id}`,
    id: article.id,
    title: article.title,
    sentence: article.short_answer,
    isPointer: article.is_pointer,
    isHeard: article.is_heard,
    office: article.office,
    language: article.language,
  };
}
