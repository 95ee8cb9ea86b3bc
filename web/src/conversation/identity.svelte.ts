/** Whose call it is: asked with the call's id, and the look is written down by the server. */
import { ApiError } from '../api/client';
import type { CallDetail, ConversationApi } from './conversation_api';

/** `not_yet`: it may be known after the call was answered. */
export type IdentityState = 'none' | 'loading' | 'known' | 'not_yet' | 'failed';

const TRIES = 12; // the page hears of an offer and of an answer before the records do
const TRIES_OFFERED = 4;
const RETRY_MS = 500;

export class Identity {
  state = $state<IdentityState>('none');
  detail = $state.raw<CallDetail | null>(null);
  #wanted: string | null = null;
  #left = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly api: ConversationApi) {}

  /** Harmless for the call that is known already. `isMine`: it was answered, so it must be known soon. */
  look(call: string, isMine: boolean): void {
    if (this.#wanted === call && this.state === 'known') return;
    if (this.#wanted === call && this.state === 'loading') {
      if (isMine) this.#left = TRIES;
      return;
    }
    if (this.#wanted !== call) this.detail = null;
    this.#wanted = call;
    this.#left = isMine ? TRIES : TRIES_OFFERED;
    this.#ask(call);
  }

  /** Once more, for the steps that have been added. */
  refresh(): void {
    if (this.#wanted === null) return;
    this.#left = TRIES;
    this.#ask(this.#wanted);
  }

  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wanted = null;
    this.detail = null;
    this.state = 'none';
  }

  #ask(call: string): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.detail === null) this.state = 'loading';
    this.api.call(call).then(
      (detail) => {
        if (this.#wanted !== call) return;
        this.detail = detail;
        this.state = 'known';
      },
      (error: unknown) => {
        if (this.#wanted !== call || this.detail !== null) return;
        const isUnknown = error instanceof ApiError && error.status === 404;
        this.#left -= 1;
        if (this.#left > 0) this.#timer = setTimeout(() => this.#ask(call), RETRY_MS);
        else this.state = isUnknown ? 'not_yet' : 'failed';
      },
    );
  }
}
