/** The caller of the call at hand: the card from the offer on, and what is written down of the call. */
import { ApiError, sentenceOf } from '../../api/client';
import { OpenedClient } from '../../client_card/opened_client.svelte';
import type { AgentCall } from '../../live/protocol';
import type { ClientSideApi } from './client_side_api';
import { ContactEntry } from './contact_entry.svelte';

/** `unknown`: nobody has verified the caller. */
export type ClientSideState = 'none' | 'loading' | 'known' | 'unknown' | 'failed';

const RETRIES_MS = [60, 120, 250, 500, 1000, 2000]; // the card has to be there soon after the offer

export class ClientSide {
  state = $state<ClientSideState>('none');
  failure = $state('');
  entry = $state.raw<ContactEntry | null>(null);
  readonly opened: OpenedClient;
  /** Entries of earlier calls that are not saved yet, and the present one. */
  #entries = $state.raw<ContactEntry[]>([]);

  #call = $state.raw<AgentCall | null>(null);
  #isMine = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(readonly api: ClientSideApi) {
    this.opened = new OpenedClient(api);
  }

  get callId(): string | null {
    return this.#call?.id ?? null;
  }

  /** How many earlier entries are still to be sent. */
  get olderUnsaved(): number {
    return this.#entries.filter((each) => each !== this.entry && each.isUnsaved).length;
  }

  get hasUnsaved(): boolean {
    return this.#entries.some((each) => each.isUnsaved);
  }

  /** Harmless for the call that is looked at already. `isMine`: it was answered, so something may be written down. */
  look(call: AgentCall, isMine: boolean): void {
    const before = this.#call;
    if (before?.id !== call.id) {
      this.forget();
      this.#call = call;
      this.#isMine = isMine;
      this.again();
      return;
    }
    const isNews = (isMine && !this.#isMine) || (Boolean(call.verified_by) && !before.verified_by);
    this.#call = call;
    this.#isMine = isMine;
    if (!isNews) return;
    if (this.state === 'known') this.#write();
    else if (this.state !== 'loading') this.again();
  }

  again(): void {
    if (this.#call === null) return;
    this.#tries = 0;
    this.state = 'loading';
    this.#ask(this.#call);
  }

  /** Whoever calls is found by hand: the card is looked at for this call. */
  async choose(client: string): Promise<void> {
    const call = this.#call;
    await this.opened.open(client, call?.id ?? null);
    this.taken();
  }

  /** A card has been opened here, perhaps after the reason was given. */
  taken(): void {
    if (this.opened.state !== 'known' || this.#call === null) return;
    this.state = 'known';
    this.#write();
  }

  /** The call is over, and the work after it: what was seen leaves the page. What is not saved yet is kept and sent. */
  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.entry?.flush();
    this.entry = null;
    this.#call = null;
    this.#isMine = false;
    this.failure = '';
    this.state = 'none';
    this.opened.close();
    this.#entries = this.#entries.filter((each) => each.isUnsaved);
  }

  /** The network is back, or the page is about to be hidden. */
  hurry(): void {
    for (const each of this.#entries) each.flush();
  }

  stop(): void {
    this.forget();
    for (const each of this.#entries) each.stop();
    this.#entries = [];
  }

  #ask(call: AgentCall): void {
    this.#timer = null;
    this.api.caller().then(
      (answer) => {
        if (this.#call?.id !== call.id || this.state !== 'loading') return;
        if (answer.call_id !== call.id) this.#askAgain(call, 'unknown');
        else if (answer.client === null) this.#nobody(call);
        else {
          this.opened.show(answer.client);
          this.state = 'known';
          this.#write();
        }
      },
      (error: unknown) => {
        if (this.#call?.id !== call.id || this.state !== 'loading') return;
        this.failure = sentenceOf(error, '');
        if (error instanceof ApiError && error.status === 404) this.#nobody(call);
        else this.#askAgain(call, 'failed');
      },
    );
  }

  /** Of a verified caller it is known who it is, perhaps a moment later. */
  #nobody(call: AgentCall): void {
    if (call.verified_by || call.is_callback || call.is_outbound) this.#askAgain(call, 'unknown');
    else this.state = 'unknown';
  }

  #askAgain(call: AgentCall, otherwise: 'unknown' | 'failed'): void {
    const wait = RETRIES_MS[this.#tries];
    this.#tries += 1;
    if (wait === undefined) this.state = otherwise;
    else this.#timer = setTimeout(() => this.#ask(call), wait);
  }

  #write(): void {
    const call = this.#call;
    const client = this.opened.view?.id;
    if (!this.#isMine || call === null || client === undefined) return;
    const known = this.#entries.find((each) => each.client === client && each.call === call.id);
    if (known === undefined) {
      this.entry = new ContactEntry(client, call.id, this.api, call.topic || null, () => {
        if (this.opened.id === client) this.opened.historyChanged();
      });
      this.#entries = [...this.#entries, this.entry];
    } else {
      this.entry = known;
    }
    this.entry.load();
  }
}
