/** The versions of an article, and what differs between two of them: it stays while the article is written on. */
import { sentenceOf } from '../../api/client';
import { Pages } from '../../data/pages.svelte';
import { t } from '../../words';
import type { ArticlesApi, FieldDifference, Version } from './articles_api';

export interface Difference {
  before: number;
  after: number;
  fields: FieldDifference[];
}

export class History {
  readonly list: Pages<Version>;
  /** Numbers of versions, as fields have them. */
  before = $state('');
  after = $state('');
  shown = $state.raw<Difference | null>(null);
  failure = $state('');
  isBusy = $state(false);
  #round = 0;

  constructor(
    private readonly api: ArticlesApi,
    private readonly id: string,
  ) {
    this.list = new Pages<Version>(
      (after) => api.versions(id, after),
      () => t.articles.failed,
    );
  }

  /** At first, and again when the article is another one: what is chosen and compared stays, as it is now. */
  async look(): Promise<void> {
    await this.list.refresh();
    const numbers = this.list.rows.map(({ number }) => String(number));
    const isThere = numbers.includes(this.before) && numbers.includes(this.after);
    if (!isThere) {
      this.after = numbers[0] ?? '';
      this.before = numbers[1] ?? this.after;
    }
    const { shown } = this;
    if (shown === null) return;
    if (numbers.includes(String(shown.before)) && numbers.includes(String(shown.after))) await this.#ask(shown.before, shown.after);
    else this.shown = null;
  }

  async compare(): Promise<void> {
    // The older one stands on the left.
    const [first, second] = [Number(this.before), Number(this.after)].sort((one, other) => one - other);
    if (first === undefined || second === undefined) return;
    this.isBusy = true;
    await this.#ask(first, second);
    this.isBusy = false;
  }

  async #ask(before: number, after: number): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.failure = '';
    try {
      const fields = await this.api.difference(this.id, before, after);
      if (round === this.#round) this.shown = { before, after, fields };
    } catch (error) {
      if (round !== this.#round) return;
      this.shown = null;
      this.failure = sentenceOf(error, t.articles.failed);
    }
  }
}
