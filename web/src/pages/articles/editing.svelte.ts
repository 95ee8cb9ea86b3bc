/**
 * One article that an editor works on. What is typed is saved as a draft by itself, on the version that was read; what
 * somebody else has changed meanwhile is shown beside it, and nothing of either is lost.
 */
import { ApiError, isStale, reasonsOf, sentenceOf } from '../../api/errors';
import { Autosave } from '../../blocks/saving/autosave.svelte';
import { t } from '../../words';
import type { Act, Article, ArticlesApi, DraftIn } from './articles_api';
import { areSame, draftOf, typedOf, typedVersion, type Typed } from './form';

export class Editing {
  article = $state.raw<Article | null>(null);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  /** What is typed, and how it is saved; nothing is typed into an article that is only read. */
  readonly draft: Autosave<Typed, Article>;
  isActing = $state(false);
  actFailure = $state('');
  /** What was done last. */
  done = $state('');

  #id: string | null = null;
  #round = 0;
  #opening = 0;

  constructor(
    private readonly api: ArticlesApi,
    /** A list is another one now. */
    private readonly changed: () => void = () => undefined,
    /** A draft that was there already has other words. */
    saved: (article: Article) => void = () => undefined,
  ) {
    this.draft = new Autosave<Typed, Article>({
      save: async (typed, { id, version }) => api.save(id, version, draftOf(typed) as DraftIn), // it is whole
      read: ({ id }) => api.article(id),
      typedOf: (article) => article.open && typedVersion(article.open, article),
      areSame,
      isWhole: (typed) => draftOf(typed) !== null,
      saved: (article, before) => {
        this.article = article;
        if (before.open === null) this.changed();
        else saved(article);
      },
    });
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
    if (this.draft.isUnsaved) return false;
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
    this.draft.begin(article, typedOf(article), null);
  }

  /** What was just typed is saved; what could not be saved before is not waited for. */
  async settle(): Promise<void> {
    if (this.draft.state === 'typed' || this.draft.state === 'saving') await this.draft.flush();
  }

  /** Over the own text, which goes. */
  takeTheirs(): void {
    const { theirs } = this.draft;
    if (theirs === null) return;
    this.#stands(theirs);
    this.changed();
  }

  /** Did it work? What is typed goes first. */
  async act(act: Act, reason: string): Promise<boolean> {
    if (this.isActing) return false;
    if (act === 'submit') await this.draft.flush();
    if (this.article === null || (act === 'submit' && this.draft.isUnsaved)) {
      this.actFailure = this.draft.failure || t.blocks.saving.refused;
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
      if (isStale(error)) {
        this.actFailure = t.articles.acts.stale;
        await this.#load(id);
      }
      return false;
    } finally {
      this.isActing = false;
    }
  }

  /** Once more, after it could not be read. */
  async again(): Promise<void> {
    if (this.#id !== null) await this.#load(this.#id);
  }

  stop(): void {
    this.#forget();
  }

  #forget(): void {
    this.#round += 1;
    this.draft.forget();
    this.#id = null;
    this.article = null;
    this.state = 'none';
    this.failure = this.actFailure = this.done = '';
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
    this.article = article;
    const isDraft = article.may_edit && article.open?.state === 'draft';
    if (isDraft && article.open) this.draft.begin(article, typedOf(article), Date.parse(article.open.written_at));
    else this.draft.forget();
  }

  /** What was done is still to be read. */
  #gone(): void {
    const { done } = this;
    this.#forget();
    this.done = done;
  }
}
