/**
 * What somebody types, saved by itself on the version that was read. What cannot be saved stays in memory and is sent again;
 * a save whose answer was lost is found to stand there; what somebody else has changed is joined or shown, never written over.
 */
import { ApiError, isStale, reasonsOf } from '../../api/errors';
import { now } from '../../time/clock.svelte';

/** `kept`: in memory only, and sent again by itself. `incomplete`: it cannot be saved without what is missing. */
export type SavingState = 'none' | 'typed' | 'saving' | 'saved' | 'kept' | 'refused' | 'incomplete' | 'conflict';

export const PAUSE_MS = 800; // nobody types for so long: save
export const LONGEST_MS = 5000; // whoever types on is saved all the same
const RETRIES_MS = [1000, 2000, 4000, 8000, 15_000];

export interface Parts<Typed, Stored> {
  /** On the version of `stored`. Raises ApiError; status 412: somebody else was faster. */
  save: (typed: Typed, stored: Stored) => Promise<Stored>;
  /** What stands there now. Raises ApiError. */
  read: (stored: Stored) => Promise<Stored>;
  /** As it would be typed; null: what was typed into is no longer there. */
  typedOf: (stored: Stored) => Typed | null;
  areSame?: (one: Typed, other: Typed) => boolean;
  isWhole?: (typed: Typed) => boolean;
  /** What both have changed, joined; null, or without it: a person chooses. */
  join?: (base: Typed, mine: Typed, theirs: Typed) => Typed | null;
  /** Told after each save, with what stood there before. */
  saved?: (stored: Stored, before: Stored) => void;
}

const sameText = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export class Autosave<Typed, Stored> {
  /** null: nothing is typed into. */
  typed = $state<Typed | null>(null);
  state = $state<SavingState>('none');
  /** Why not, in the server's words. */
  failure = $state('');
  /** Milliseconds by the server's clock. */
  savedAt = $state<number | null>(null);
  /** What somebody else has written, while the state is `conflict`. */
  theirs = $state.raw<Stored | null>(null);
  stored = $state.raw<Stored | null>(null);

  #base: Typed | null = null;
  #inDoubt: Typed[] = []; // sent without an answer: any of it may stand there
  #round = 0;
  #sending: Promise<void> | null = null;
  #typedSince: number | null = null;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly parts: Parts<Typed, Stored>) {}

  get isUnsaved(): boolean {
    return this.state !== 'none' && this.state !== 'saved';
  }

  /** As it would be typed. */
  get theirTyped(): Typed | null {
    return this.theirs === null ? null : this.parts.typedOf(this.theirs);
  }

  /** `savedAt`: when it was saved last; null: it is not, and the first change does it. */
  begin(stored: Stored, typed: Typed, savedAt: number | null): void {
    this.forget();
    this.stored = stored;
    this.typed = typed;
    this.#base = snapshot(typed);
    this.savedAt = savedAt;
    this.state = savedAt === null ? 'none' : 'saved';
  }

  /** Also what is on its way. */
  forget(): void {
    this.#round += 1;
    this.#stopWaiting();
    this.typed = this.#base = null;
    this.stored = this.theirs = null;
    this.state = 'none';
    this.failure = '';
    this.savedAt = this.#typedSince = null;
    this.#inDoubt = [];
    this.#tries = 0;
  }

  /** Something of `typed` was changed. */
  touched(): void {
    if (this.typed === null || this.theirs !== null) return;
    if (this.state !== 'kept') this.state = 'typed';
    this.#typedSince ??= performance.now();
    this.#later(Math.max(0, Math.min(PAUSE_MS, this.#typedSince + LONGEST_MS - performance.now())));
  }

  /** Now: the field is left, the page is hidden, or the person wants it. Is all saved? */
  async flush(): Promise<boolean> {
    if (this.#sending !== null) await this.#sending;
    if (this.isUnsaved && this.theirs === null) await this.#save();
    return !this.isUnsaved;
  }

  async keepMine(): Promise<void> {
    if (this.theirs === null) return;
    this.stored = this.theirs;
    this.theirs = null;
    this.state = 'typed';
    await this.#save();
  }

  takeTheirs(): void {
    const { theirs, theirTyped } = this;
    if (theirs === null) return;
    if (theirTyped === null) this.forget();
    else this.begin(theirs, theirTyped, now());
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
      if (this.state === 'typed') this.#later(PAUSE_MS);
    });
    return this.#sending;
  }

  #areSame(one: Typed, other: Typed): boolean {
    return (this.parts.areSame ?? sameText)(one, other);
  }

  async #send(): Promise<void> {
    const { stored, typed } = this;
    if (stored === null || typed === null) return;
    const sent = snapshot(typed);
    if (this.#base !== null && this.#inDoubt.length === 0 && this.#areSame(sent, this.#base)) {
      this.state = this.savedAt === null ? 'none' : 'saved';
      return;
    }
    if (this.parts.isWhole?.(sent) === false) {
      this.state = 'incomplete';
      return;
    }
    const round = this.#round;
    this.#typedSince = null;
    if (this.state !== 'kept') this.state = 'saving';
    try {
      const answer = await this.parts.save(sent, stored);
      if (round !== this.#round) return;
      this.#stands(answer, sent);
      this.parts.saved?.(answer, stored);
    } catch (error) {
      if (round !== this.#round) return;
      if (isStale(error)) await this.#meet(stored, round, sent);
      else this.#failed(error, sent);
    }
  }

  #stands(stored: Stored, saved: Typed): void {
    this.stored = stored;
    this.#base = saved;
    this.#inDoubt = [];
    this.#tries = 0;
    this.failure = '';
    this.savedAt = now();
    this.state = this.typed !== null && this.#areSame(snapshot(this.typed), saved) ? 'saved' : 'typed';
  }

  /** Somebody else was there: what stands there now is read; the own text stays. */
  async #meet(stored: Stored, round: number, sent: Typed): Promise<void> {
    try {
      const theirs = await this.parts.read(stored);
      if (round !== this.#round || this.typed === null || this.#base === null) return;
      const standing = this.parts.typedOf(theirs);
      // What was sent stands there, though its answer was lost.
      if (standing !== null && [...this.#inDoubt, sent].some((each) => this.#areSame(each, standing))) {
        this.#stands(theirs, standing);
        this.parts.saved?.(theirs, stored);
        return;
      }
      const mine = snapshot(this.typed);
      // Something else of it was changed, or both changes go together.
      const joined = standing && (this.#areSame(standing, this.#base) ? mine : this.parts.join?.(this.#base, mine, standing));
      if (standing && joined) {
        this.stored = theirs;
        this.#base = standing;
        this.typed = joined;
        this.state = 'typed';
        return;
      }
      this.theirs = theirs;
      this.state = 'conflict';
    } catch (error) {
      if (round === this.#round) this.#failed(error, sent);
    }
  }

  #failed(error: unknown, sent: Typed): void {
    const status = error instanceof ApiError ? error.status : 0;
    const isPassing = status === 0 || status === 401 || status === 429 || status >= 500;
    if (status === 0 || status >= 500) this.#inDoubt.push(sent);
    this.failure = reasonsOf(error, '');
    this.state = isPassing ? 'kept' : 'refused';
    if (!isPassing) return;
    const wait = RETRIES_MS[Math.min(this.#tries, RETRIES_MS.length - 1)] ?? 0;
    this.#tries += 1;
    const told = error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : 0;
    this.#later(Math.max(wait, told));
  }
}

function snapshot<T>(typed: T): T {
  return $state.snapshot(typed) as T;
}
