/** One conversation that may be listened to: asked with a reason, then looked at until it is over. */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { ListeningInApi, ListeningNow } from './listening_in_api';

export const LOOK_MS = 1000;
/** While somebody else listens. */
export const LOOK_AT_OTHER_MS = 5000;
export const LEAST_REASON = 5;

export class ListeningIn {
  isAsked = $state(false);
  isBusy = $state(false);
  failure = $state('');
  state = $state<ListeningNow['state']>('none');
  /** Somebody else who hears it, by the account's name; empty: nobody. */
  other = $state('');
  /** Counts what was asked: an answer that was overtaken says nothing any more. */
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isGone = false;

  constructor(
    readonly agent: string,
    private readonly me: string,
    private readonly api: ListeningInApi,
    private readonly isUsed: () => boolean = () => true,
  ) {}

  ask(): void {
    this.failure = '';
    this.isAsked = true;
  }

  close(): void {
    this.isAsked = false;
  }

  /** The own telephone rings, or `failure` says why not. */
  async give(reason: string): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = '';
    this.#round += 1;
    try {
      await this.api.begin(this.agent, reason);
      this.isAsked = false;
      this.#round += 1;
      this.other = '';
      this.state = 'ringing';
      this.#lookLater();
    } catch (error) {
      this.failure = sentenceOf(error, t.listeningIn.failed);
    } finally {
      this.isBusy = false;
    }
  }

  async end(): Promise<void> {
    this.isBusy = true;
    try {
      await this.api.end(this.agent);
    } catch {
      // It is over already; the next look tells.
    } finally {
      this.isBusy = false;
    }
    await this.look();
  }

  /** When it comes into view: the page may have been loaded again, and the own telephone hears it still. */
  async lookAround(): Promise<void> {
    if (this.isUsed()) await this.look();
    else if (this.other) this.#lookLater();
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#round += 1;
    const round = this.#round;
    try {
      const { state, listener } = await this.api.look(this.agent);
      if (round !== this.#round) return;
      const isOwn = listener == null || listener === this.me;
      this.other = state === 'none' || isOwn ? '' : listener;
      this.state = isOwn ? state : 'none';
    } catch {
      if (round !== this.#round) return;
      // The server is away for a moment: what was known stays until it is back.
    }
    if (this.state !== 'none') this.#lookLater();
    else if (this.other) this.#lookLater();
  }

  /** The page is left. The telephone stays as it is. */
  leave(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    if (this.#isGone) return;
    const isOwn = this.state !== 'none';
    this.#timer = setTimeout(() => void (isOwn ? this.look() : this.lookAround()), isOwn ? LOOK_MS : LOOK_AT_OTHER_MS);
  }
}
