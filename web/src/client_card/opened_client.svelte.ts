/** One client whose card is open: what may be seen of them, and the one history. Closing it forgets everything. */
import { ApiError, sentenceOf } from '../api/client';
import type { ClientApi, ClientView, Contact } from './client_api';

/** `reason_needed`: no call gives one, so the person is asked. */
export type OpenState = 'none' | 'loading' | 'reason_needed' | 'known' | 'failed';

const RELOAD_MS = 1000; // each reading is a look that is written down

export class OpenedClient {
  state = $state<OpenState>('none');
  view = $state.raw<ClientView | null>(null);
  /** Why the card cannot be seen, in the server's words. */
  failure = $state('');
  contacts = $state.raw<Contact[]>([]);
  historyState = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  historyFailure = $state('');
  hasMore = $state(false);

  #wanted: string | null = null;
  #callId: string | null = null;
  #reason: string | null = null;
  #after: string | null = null;
  #round = 0;
  #isHistoryShown = false;
  #reload: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly api: ClientApi) {}

  get id(): string | null {
    return this.#wanted;
  }

  /** The call for whose sake it is open. */
  get callId(): string | null {
    return this.#callId;
  }

  /** `callId`: the call for whose sake it is looked. */
  async open(client: string, callId: string | null, reason: string | null = null): Promise<void> {
    this.close();
    this.#wanted = client;
    this.#callId = callId;
    this.#reason = reason;
    this.state = 'loading';
    const round = this.#round;
    try {
      const view = await this.api.view(client, { reason, call_id: callId });
      if (round === this.#round) this.show(view);
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, '');
      const isReasonWanted = error instanceof ApiError && error.code === 'reason_needed';
      this.state = isReasonWanted ? 'reason_needed' : 'failed';
    }
  }

  /** The person has said why. */
  async give(reason: string): Promise<void> {
    if (this.#wanted !== null) await this.open(this.#wanted, this.#callId, reason);
  }

  /** Once more, since something was changed; what is shown stays until then. Raises ApiError. */
  async again(): Promise<void> {
    if (this.#wanted === null) return;
    const round = this.#round;
    const view = await this.api.view(this.#wanted, { reason: this.#reason, call_id: this.#callId });
    if (round === this.#round) this.show(view);
  }

  /** A card that has come without being asked for by name, as that of the caller does. */
  show(view: ClientView): void {
    const isSame = this.view?.id === view.id;
    if (!isSame) this.#forgetHistory();
    this.#wanted = view.id;
    this.view = view;
    this.state = 'known';
    this.failure = '';
  }

  close(): void {
    this.#round += 1;
    this.#wanted = null;
    this.#callId = this.#reason = null;
    this.view = null;
    this.failure = '';
    this.state = 'none';
    this.#forgetHistory();
  }

  /** While it is shown, until the function that comes back is called. Nobody reads it unless somebody looks at it. */
  showHistory(): () => void {
    this.#isHistoryShown = true;
    if (this.historyState === 'none') void this.loadHistory();
    return () => {
      this.#isHistoryShown = false;
    };
  }

  /** Something was added to it here. */
  historyChanged(): void {
    if (!this.#isHistoryShown) {
      this.historyState = 'none';
      return;
    }
    if (this.#reload !== null) clearTimeout(this.#reload);
    this.#reload = setTimeout(() => void this.loadHistory(), RELOAD_MS);
  }

  /** From the newest on. What is shown stays until the answer is there. */
  async loadHistory(): Promise<void> {
    this.#after = null;
    await this.#load((fresh) => fresh);
  }

  async loadMore(): Promise<void> {
    if (this.hasMore) await this.#load((fresh) => [...this.contacts, ...fresh]);
  }

  async #load(joined: (fresh: Contact[]) => Contact[]): Promise<void> {
    const client = this.#wanted;
    if (client === null) return;
    const round = this.#round;
    this.historyState = 'loading';
    try {
      const page = await this.api.history(client, this.#after, this.#callId);
      if (round !== this.#round || client !== this.#wanted) return;
      this.contacts = joined(page.contacts);
      this.#after = page.after;
      this.hasMore = page.after !== null;
      this.historyFailure = '';
      this.historyState = 'there';
    } catch (error) {
      if (round !== this.#round || client !== this.#wanted) return;
      this.historyFailure = sentenceOf(error, '');
      this.historyState = 'failed';
    }
  }

  #forgetHistory(): void {
    if (this.#reload !== null) clearTimeout(this.#reload);
    this.#reload = null;
    this.contacts = [];
    this.#after = null;
    this.hasMore = false;
    this.historyState = 'none';
    this.historyFailure = '';
  }
}
