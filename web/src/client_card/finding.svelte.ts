/** A search of clients: what was typed stays in memory, and goes to the server in the body of a request only. */
import { ApiError, sentenceOf } from '../api/client';
import { now } from '../time/clock.svelte';
import { isoDay } from '../time/format';
import { t } from '../words';
import type { ClientApi, ClientFound, ClientSearch } from './client_api';
import { understand, type Lack } from './understood';

export class Finding {
  /** One line: names, a birth date, a telephone, a card, a PESEL. */
  line = $state('');
  readonly understood = $derived(understand(this.line, isoDay(now())));

  state = $state<'none' | 'searching' | 'there' | 'failed'>('none');
  found = $state.raw<ClientFound[]>([]);
  failure = $state('');
  /** Why the search was not sent. */
  lack = $state<Lack | null>(null);
  #error = $state.raw<ApiError | null>(null);
  /** What is to be asked yet: each reading of the line, and the next pages. */
  #left = $state.raw<readonly ClientSearch[]>([]);
  #round = 0;

  constructor(private readonly api: ClientApi) {}

  get hasMore(): boolean {
    return this.#left.length > 0;
  }

  /** What the server says is wrong with what was understood; empty: nothing. */
  get problem(): string {
    return this.#error?.fields.map(({ message }) => message).join(' ') ?? '';
  }

  /** Whatever the line can mean is asked for; a person who is found twice stands there once. */
  async find(): Promise<void> {
    const { readings, lack } = this.understood;
    this.lack = lack;
    if (lack !== null) return;
    this.found = [];
    this.#left = [];
    await this.#ask(readings);
  }

  /** The next pages; after a failure what had not been answered. */
  async more(): Promise<void> {
    if (this.hasMore) await this.#ask(this.#left);
  }

  forget(): void {
    this.#round += 1;
    this.line = this.failure = '';
    this.found = [];
    this.#left = [];
    this.#error = this.lack = null;
    this.state = 'none';
  }

  async #ask(wanted: readonly ClientSearch[]): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.state = 'searching';
    this.#error = null;
    const next: ClientSearch[] = [];
    try {
      for (const search of wanted) {
        const page = await this.api.find(search);
        if (round !== this.#round) return;
        this.found = [...this.found, ...page.clients.filter(({ id }) => !this.found.some((each) => each.id === id))];
        if (page.after !== null) next.push({ ...search, after: page.after });
      }
      this.#left = next;
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.client.find.failed);
      this.#error = error instanceof ApiError ? error : null;
      this.state = 'failed';
    }
  }
}
