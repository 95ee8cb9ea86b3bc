/** A search of clients: what was typed stays in memory, and goes to the server in the body of a request only. */
import { ApiError, sentenceOf } from '../api/client';
import { t } from '../words';
import type { ClientApi, ClientFound, ClientSearch } from './client_api';

export class Finding {
  lastName = $state('');
  firstName = $state('');
  birthDate = $state('');
  phone = $state('');
  cardNumber = $state('');

  state = $state<'none' | 'searching' | 'there' | 'failed'>('none');
  found = $state.raw<ClientFound[]>([]);
  hasMore = $state(false);
  failure = $state('');
  #error = $state.raw<ApiError | null>(null);
  /** Too little was given to search by. */
  isTooLittle = $state(false);

  #after: string | null = null;
  #asked: ClientSearch = {};
  #round = 0;

  constructor(private readonly api: ClientApi) {}

  async find(): Promise<void> {
    const wanted = this.#wanted();
    this.isTooLittle = wanted === null;
    if (wanted === null) return;
    this.#asked = wanted;
    this.#after = null;
    this.found = [];
    await this.#ask();
  }

  async more(): Promise<void> {
    if (this.hasMore) await this.#ask();
  }

  /** What the server says is wrong with one field; empty: nothing. */
  problemOf(field: keyof ClientSearch): string {
    return this.#error?.of(field) ?? '';
  }

  forget(): void {
    this.#round += 1;
    this.lastName = this.firstName = this.birthDate = this.phone = this.cardNumber = '';
    this.found = [];
    this.#error = null;
    this.hasMore = this.isTooLittle = false;
    this.failure = '';
    this.state = 'none';
  }

  /** null: too little. A name alone finds half a town, and nobody needs to see that. */
  #wanted(): ClientSearch | null {
    const trimmed = {
      last_name: this.lastName.trim(),
      first_name: this.firstName.trim(),
      birth_date: this.birthDate.trim(),
      phone: digits(this.phone),
      card_number: digits(this.cardNumber),
    };
    const isByName = trimmed.last_name !== '' && (trimmed.first_name !== '' || trimmed.birth_date !== '');
    if (!isByName && !trimmed.phone && !trimmed.card_number) return null;
    return Object.fromEntries(Object.entries(trimmed).filter(([, value]) => value !== ''));
  }

  async #ask(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.state = 'searching';
    this.#error = null;
    try {
      const page = await this.api.find({ ...this.#asked, ...(this.#after !== null && { after: this.#after }) });
      if (round !== this.#round) return;
      this.found = [...this.found, ...page.clients];
      this.#after = page.after;
      this.hasMore = page.after !== null;
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

function digits(text: string): string {
  return text.replace(/\D/g, '');
}
