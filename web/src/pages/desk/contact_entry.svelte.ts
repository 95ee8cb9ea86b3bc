/**
 * What a consultant writes down of one call with one client, saved as it is typed.
 *
 * Each save says on which version it is based, so nothing is overwritten unseen. While the server does not answer the text
 * stays in memory and is sent again; a save whose answer was lost is found to stand there already.
 */
import { ApiError, sentenceOf } from '../../api/client';
import { now } from '../../time/clock.svelte';
import type { ClientSideApi, EntryFields, SavedEntry } from './client_side_api';
import { areSame, asKept, merged, NO_FIELDS } from './entry_fields';

/** `kept`: in memory only, and sent again by itself. `refused`: the server says no, and typing on tries again. */
export type EntryState = 'empty' | 'typed' | 'saving' | 'saved' | 'kept' | 'refused' | 'conflict';

export const PAUSE_MS = 600; // nobody types for so long: save
export const LONGEST_MS = 3000; // whoever types on is saved all the same
const MOST_ROUNDS = 3; // with what others have written meanwhile
const RETRIES_MS = [1000, 2000, 4000, 8000, 15_000];

export class ContactEntry {
  state = $state<EntryState>('empty');
  fields = $state.raw<EntryFields>(NO_FIELDS);
  /** Milliseconds by the server's clock; null: nothing is saved yet. */
  savedAt = $state<number | null>(null);
  failure = $state('');
  /** Why the conversation cannot count as the contact of 90 days, in the server's words. */
  ninetyDayFailure = $state('');
  /** What stands there instead, while the state is `conflict`. */
  theirs = $state.raw<EntryFields | null>(null);

  readonly #initial: EntryFields;
  #base: EntryFields;
  #etag: string | null = null;
  #theirEtag: string | null = null;
  /** Sent since the last answer: any of it may stand there. */
  #inDoubt: EntryFields[] = [];
  #isKnown = false; // what stands there has been asked
  #isBusy = false;
  #isOver = false;
  #tries = 0;
  #typedSince: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    readonly client: string,
    readonly call: string,
    private readonly api: ClientSideApi,
    /** What the caller has chosen: proposed, and saved with whatever is typed. */
    topic: string | null = null,
    /** It stands in the history now. */
    private readonly saved: () => void = () => undefined,
  ) {
    this.#initial = { ...NO_FIELDS, topic };
    this.#base = this.fields = this.#initial;
  }

  /** Something typed is in memory only. */
  get isUnsaved(): boolean {
    return this.state !== 'empty' && this.state !== 'saved';
  }

  /** Reads what stands there already, as after a reload of the page. */
  load(): void {
    if (!this.#isKnown && !this.#isBusy) void this.#send();
  }

  set<K extends keyof EntryFields>(name: K, value: EntryFields[K]): void {
    if (this.fields[name] === value) return;
    if (name === 'is_ninety_day') this.ninetyDayFailure = '';
    this.fields = { ...this.fields, [name]: value };
    if (this.theirs !== null) return;
    this.state = this.state === 'kept' ? 'kept' : 'typed';
    this.#typedSince ??= performance.now();
    const rest = this.#typedSince + LONGEST_MS - performance.now();
    this.#later(Math.max(0, Math.min(PAUSE_MS, rest)));
  }

  /** Now, without waiting for the end of the typing: the field is left, or the network is back. */
  flush(): void {
    if (this.state === 'typed' || this.state === 'kept') void this.#send();
  }

  /** The person wants it tried again, also what was refused. */
  again(): void {
    if (this.isUnsaved) void this.#send();
  }

  /** Over what stands there. */
  keepMine(): void {
    if (this.theirs === null) return;
    this.#base = this.theirs;
    this.#etag = this.#theirEtag;
    this.theirs = null;
    this.state = 'typed';
    void this.#send();
  }

  takeTheirs(): void {
    if (this.theirs === null) return;
    this.fields = this.theirs;
    this.theirs = null;
    this.#stands(this.fields, this.#theirEtag);
  }

  stop(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #later(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  /** One request at a time: what is typed meanwhile goes with the next one. */
  async #send(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isBusy || this.#isOver || this.theirs !== null) return;
    this.#isBusy = true;
    try {
      if (!this.#isKnown) this.#found(await this.api.entry(this.client, this.call));
      if (this.isUnsaved && this.theirs === null) await this.#save();
      this.#tries = 0;
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#isBusy = false;
      if (this.state === 'typed' && this.#timer === null && !this.#isOver) this.#later(PAUSE_MS);
    }
  }

  async #save(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS && this.#hasNews(); round++) {
      const sent = this.fields;
      this.#typedSince = null;
      if (this.state !== 'kept') this.state = 'saving';
      try {
        const answer = await this.api.save(this.client, this.call, sent, this.#etag);
        // The server says what proves a contact if nobody else does. What was typed meanwhile stays.
        const stands = asKept(sent, answer.fields);
        this.fields = merged(sent, this.fields, stands) ?? this.fields;
        this.#stands(stands, answer.etag);
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) {
          this.#inDoubt.push(sent);
          throw error;
        }
        if (error.code === 'ninety_day_refused') this.#withoutNinetyDay(error.message);
        else if (error.status !== 412) throw error;
        else if (!this.#join(await this.api.entry(this.client, this.call))) return;
      }
    }
    // Something typed and deleted again, or what was sent before stands there though its answer was lost.
    if (this.#hasNews()) throw new ApiError('network', '');
    this.#stands(this.#base, this.#etag);
  }

  /** Is there anything that does not stand there? */
  #hasNews(): boolean {
    return !areSame(this.fields, this.#base);
  }

  /** The rest of what was typed is saved all the same. */
  #withoutNinetyDay(why: string): void {
    this.fields = { ...this.fields, is_ninety_day: false };
    this.ninetyDayFailure = why;
  }

  #found(there: SavedEntry | null): void {
    this.#isKnown = true;
    if (there === null) return;
    if (this.isUnsaved) {
      this.#join(there);
      return;
    }
    this.fields = this.#base = there.fields;
    this.#etag = there.etag;
    this.savedAt = now();
    this.state = 'saved';
  }

  /** False: both have changed the same field, and a person must choose. */
  #join(there: SavedEntry | null): boolean {
    const stands = there?.fields ?? this.#initial;
    // Something that was sent stands there, though its answer was lost: what was typed since goes on from it.
    const isOurs = [...this.#inDoubt, this.fields].some((sent) => areSame(asKept(sent, stands), stands));
    const joined = isOurs ? this.fields : merged(this.#base, this.fields, stands);
    if (joined === null) {
      this.theirs = stands;
      this.#theirEtag = there?.etag ?? null;
      this.state = 'conflict';
      return false;
    }
    this.fields = joined;
    this.#base = stands;
    this.#etag = there?.etag ?? null;
    return true;
  }

  /** What is typed by now may be newer than `saved`. */
  #stands(saved: EntryFields, etag: string | null): void {
    this.#base = saved;
    this.#etag = etag;
    this.#inDoubt = [];
    this.failure = '';
    if (etag !== null) this.savedAt = now();
    if (this.#hasNews()) this.state = 'typed';
    else this.state = etag === null ? 'empty' : 'saved';
    if (etag !== null) this.saved();
  }

  #failed(error: unknown): void {
    const status = error instanceof ApiError ? error.status : 0;
    const isPassing = status === 0 || status === 401 || status === 429 || status >= 500;
    if (!this.isUnsaved && !isPassing) return; // only what stands there was asked
    if (this.isUnsaved) {
      this.failure = sentenceOf(error, '');
      this.state = isPassing ? 'kept' : 'refused';
    }
    if (!isPassing || this.#isOver) return;
    const wait = RETRIES_MS[Math.min(this.#tries, RETRIES_MS.length - 1)] ?? 0;
    this.#tries += 1;
    const told = error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : 0;
    this.#later(Math.max(wait, told));
  }
}
