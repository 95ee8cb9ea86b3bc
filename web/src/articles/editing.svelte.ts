/**
 * One article that an editor works on. What is typed is saved as a draft by itself, on the version that was read; what
 * somebody else has changed meanwhile is shown beside it, and nothing of either is lost.
 */
import { ApiError, reasonsOf, sentenceOf } from '../api/client';
import { now } from '../time/clock.svelte';
import { t } from '../words';
import type { Act, Article, ArticlesApi } from './articles_api';
import { areSame, draftOf, typedOf, typedVersion, type Typed } from './form';

/** `kept`: in memory only, and sent again by itself. `incomplete`: a draft cannot be without what is missing. */
export type SaveState = 'none' | 'typed' | 'saving' | 'saved' | 'kept' | 'refused' | 'incomplete' | 'conflict';

export const PAUSE_MS = 800; // nobody types for so long: save
export const LONGEST_MS = 5000; // whoever types on is saved all the same
const RETRIES_MS = [1000, 2000, 4000, 8000, 15_000];
const STALE = 412;

export class Editing {
  article = $state.raw<Article | null>(null);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  /** null: it is only read. */
  typed = $state<Typed | null>(null);
  saving = $state<SaveState>('none');
  savingFailure = $state('');
  /** Milliseconds by the server's clock. */
  savedAt = $state<number | null>(null);
  /** What somebody else has written, while the state is `conflict`; null: there is no draft any more. */
  theirs = $state.raw<Article | null>(null);
  isActing = $state(false);
  actFailure = $state('');
  /** What was done last. */
  done = $state('');

  #id: string | null = null;
  #saved: Typed | null = null;
  #round = 0;
  #opening = 0;
  #sending: Promise<void> | null = null;
  #isOver = false;
  #typedSince: number | null = null;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly api: ArticlesApi,
    /** A list is another one now. */
    private readonly changed: () => void = () => undefined,
    /** A draft that was there already has other words. */
    private readonly saved: (article: Article) => void = () => undefined,
  ) {}

  get isUnsaved(): boolean {
    return this.saving !== 'none' && this.saving !== 'saved';
  }

  /** What somebody else has written, as it would be typed. */
  get theirTyped(): Typed | null {
    const version = this.theirs?.open;
    return this.theirs && version ? typedVersion(version, this.theirs) : null;
  }

  /**
   * null: none. What is typed goes to the server first, if it is taken there; whoever comes here has been asked about
   * what is not.
   */
  async open(id: string | null): Promise<void> {
    this.#opening += 1;
    const opening = this.#opening;
    if (id === this.#id && this.state !== 'failed') return;
    await this.settle();
    if (opening !== this.#opening) return;
    this.#forget();
    this.#id = id;
    if (id !== null) await this.#load(id);
  }

  /** One that was just made is typed into at once. False: what is typed into another is not saved, and stays. */
  show(article: Article): boolean {
    if (this.isUnsaved) return false;
    this.#opening += 1;
    this.#forget();
    this.#id = article.id;
    this.#stands(article);
    this.state = 'there';
    return true;
  }

  /** Begin a version on what is published; the draft is made with the first change. */
  begin(): void {
    const article = this.article;
    if (article === null || !article.may_edit || article.open?.state === 'review') return;
    this.typed = typedOf(article);
    this.#saved = typedOf(article);
    this.saving = 'none';
  }

  /** Something of `typed` was changed. */
  touched(): void {
    if (this.typed === null || this.theirs !== null) return;
    if (this.saving !== 'kept') this.saving = 'typed';
    this.#typedSince ??= performance.now();
    const rest = this.#typedSince + LONGEST_MS - performance.now();
    this.#later(Math.max(0, Math.min(PAUSE_MS, rest)));
  }

  /** Now: the field is left, or the person wants it. */
  async flush(): Promise<void> {
    if (this.#sending !== null) await this.#sending;
    if (this.isUnsaved && this.theirs === null) await this.#save();
  }

  /** What was just typed is saved; what could not be saved before is not waited for. */
  async settle(): Promise<void> {
    if (this.saving === 'typed' || this.saving === 'saving') await this.flush();
  }

  async keepMine(): Promise<void> {
    if (this.theirs === null) return;
    this.article = this.theirs;
    this.theirs = null;
    this.saving = 'typed';
    await this.#save();
  }

  takeTheirs(): void {
    const { theirs } = this;
    if (theirs === null) return;
    this.theirs = null;
    this.#stands(theirs);
    this.changed();
  }

  /** Did it work? What is typed goes first. */
  async act(act: Act, reason: string): Promise<boolean> {
    if (this.isActing) return false;
    if (act === 'submit') await this.flush();
    if (this.article === null || (act === 'submit' && this.isUnsaved)) {
      this.actFailure = this.savingFailure || t.articles.saving.refused;
      return false;
    }
    this.isActing = true;
    this.actFailure = this.done = '';
    const { id, version } = this.article;
    try {
      const article = await this.api.act(id, version, act, reason.trim());
      this.done = t.articles.acts[act].done;
      if (article === null) this.#gone();
      else this.#stands(article);
      this.changed();
      return true;
    } catch (error) {
      this.actFailure = reasonsOf(error, t.articles.acts.notDone);
      if (error instanceof ApiError && error.code === 'four_eyes_needed') this.actFailure = error.message || t.articles.acts.fourEyes;
      if (error instanceof ApiError && error.status === STALE) {
        this.actFailure = t.articles.acts.stale;
        await this.#load(id);
      }
      return false;
    } finally {
      this.isActing = false;
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#forget();
  }

  #forget(): void {
    this.#round += 1;
    this.#stopWaiting();
    this.#id = null;
    this.article = this.theirs = null;
    this.typed = this.#saved = null;
    this.saving = 'none';
    this.state = 'none';
    this.failure = this.savingFailure = this.actFailure = this.done = '';
    this.savedAt = null;
    this.#tries = 0;
  }

  async #load(id: string): Promise<void> {
    const round = this.#round;
    if (this.article === null) this.state = 'loading';
    try {
      const article = await this.api.article(id);
      if (round !== this.#round) return;
      this.#stands(article);
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.articles.failed);
      this.state = 'failed';
    }
  }

  /** What the server says is so. A draft is typed into, everything else is read. */
  #stands(article: Article): void {
    this.#stopWaiting();
    this.article = article;
    const isDraft = article.may_edit && article.open?.state === 'draft';
    this.typed = isDraft ? typedOf(article) : null;
    this.#saved = isDraft ? typedOf(article) : null;
    this.saving = isDraft ? 'saved' : 'none';
    this.savedAt = isDraft && article.open ? Date.parse(article.open.written_at) : null;
    this.savingFailure = '';
  }

  /** What was done is still to be read. */
  #gone(): void {
    const { done } = this;
    this.#forget();
    this.done = done;
  }

  #later(ms: number): void {
    this.#stopWaiting();
    this.#timer = setTimeout(() => void this.#save(), ms);
  }

  #stopWaiting(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** One request at a time: what is typed meanwhile goes with the next one. */
  #save(): Promise<void> {
    this.#stopWaiting();
    this.#sending ??= this.#send().finally(() => {
      this.#sending = null;
      if (this.saving === 'typed' && !this.#isOver) this.#later(PAUSE_MS);
    });
    return this.#sending;
  }

  async #send(): Promise<void> {
    const { article, typed } = this;
    if (this.#isOver || article === null || typed === null) return;
    const sent = $state.snapshot(typed) as Typed;
    if (this.#saved !== null && areSame(sent, this.#saved)) {
      this.saving = article.open === null ? 'none' : 'saved';
      return;
    }
    const draft = draftOf(sent);
    if (draft === null) {
      this.saving = 'incomplete';
      return;
    }
    const round = this.#round;
    this.#typedSince = null;
    if (this.saving !== 'kept') this.saving = 'saving';
    try {
      const answer = await this.api.save(article.id, article.version, draft);
      if (round !== this.#round) return;
      this.article = answer;
      this.#saved = sent;
      this.#tries = 0;
      this.savingFailure = '';
      this.savedAt = now();
      if (article.open === null) this.changed();
      else this.saved(answer);
      this.saving = areSame($state.snapshot(typed) as Typed, sent) ? 'saved' : 'typed';
    } catch (error) {
      if (round !== this.#round) return;
      if (error instanceof ApiError && error.status === STALE) await this.#meet(article.id, round, sent);
      else this.#failed(error);
    }
  }

  /** Somebody else was there: what stands there now is fetched; the own text stays. */
  async #meet(id: string, round: number, sent: Typed): Promise<void> {
    try {
      const theirs = await this.api.article(id);
      if (round !== this.#round) return;
      const open = theirs.open;
      // What was sent stands there, though its answer was lost.
      if (open?.state === 'draft' && areSame(typedVersion(open, theirs), sent)) {
        this.article = theirs;
        this.#saved = sent;
        this.saving = 'typed';
        return;
      }
      this.theirs = theirs;
      this.saving = 'conflict';
    } catch (error) {
      if (round === this.#round) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const status = error instanceof ApiError ? error.status : 0;
    const isPassing = status === 0 || status === 401 || status === 429 || status >= 500;
    this.savingFailure = reasonsOf(error, '');
    this.saving = isPassing ? 'kept' : 'refused';
    if (!isPassing || this.#isOver) return;
    const wait = RETRIES_MS[Math.min(this.#tries, RETRIES_MS.length - 1)] ?? 0;
    this.#tries += 1;
    const told = error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : 0;
    this.#later(Math.max(wait, told));
  }
}
