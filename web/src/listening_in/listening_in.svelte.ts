/** One conversation that may be listened to: asked with a reason, then looked at until it is over. */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { ListeningInApi, ListeningNow } from './listening_in_api';

export const LOOK_MS = 1000;
export const LEAST_REASON = 5;

export class ListeningIn {
  isAsked = $state(false);
  isBusy = $state(false);
  failure = $state('');
  state = $state<ListeningNow['state']>('none');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isGone = false;

  constructor(
    readonly agent: string,
    private readonly api: ListeningInApi,
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
    try {
      await this.api.begin(this.agent, reason);
      this.isAsked = false;
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

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.state = (await this.api.look(this.agent)).state;
    } catch {
      // The server is away for a moment: what was known stays until it is back.
    }
    if (this.state !== 'none') this.#lookLater();
  }

  /** The page is left. The telephone stays as it is. */
  leave(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    if (!this.#isGone) this.#timer = setTimeout(() => void this.look(), LOOK_MS);
  }
}
