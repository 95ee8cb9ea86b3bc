/** A list that the web service tells page by page. */
import { untrack } from 'svelte';
import { sentenceOf } from '../api/errors';
import { t } from '../words';
import type { Loading, LoadState } from './loaded.svelte';

export interface Part<Row> {
  rows: Row[];
  /** Leads to the next page; null on the last. */
  after: string | null;
}

export class Pages<Row> implements Loading {
  rows = $state.raw<Row[]>([]);
  state = $state<LoadState>('none');
  failure = $state('');
  #after = $state.raw<string | null>(null);
  #pages = 1;
  #round = 0;

  /** `otherwise`: what is said when the server gives no reason. */
  constructor(
    private readonly ask: (after: string | null) => Promise<Part<Row>>,
    private readonly otherwise: () => string = () => t.ui.notLoaded,
  ) {}

  get hasMore(): boolean {
    return this.#after !== null;
  }

  /** From the beginning. What is shown stays until the answer is there. */
  async load(): Promise<void> {
    this.#after = null;
    await this.#read([], 1, 1, null);
  }

  async more(): Promise<void> {
    if (this.hasMore && this.state !== 'loading') await this.#read(this.rows, 1, this.#pages + 1, this.#after);
  }

  /** All that is shown, anew: whoever has read on is not taken back to the beginning. */
  async refresh(): Promise<void> {
    await this.#read([], this.#pages, this.#pages, null);
  }

  again(): Promise<void> {
    return this.refresh();
  }

  /** In a component: from the beginning whenever what `wanted` says has changed. */
  follow(wanted: () => unknown): void {
    const key = $derived(JSON.stringify(wanted()));
    $effect(() => {
      void key;
      untrack(() => void this.load());
    });
  }

  /** An answer to something that was done: in the place of the row of before, else as the newest. */
  put(row: Row, isSame: (each: Row) => boolean): void {
    const isKnown = this.rows.some(isSame);
    this.rows = isKnown ? this.rows.map((each) => (isSame(each) ? row : each)) : [row, ...this.rows];
  }

  /** `pages` more after `before`, or what there is of them; `inAll`: so many are shown then. */
  async #read(before: Row[], pages: number, inAll: number, from: string | null): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.state = 'loading';
    try {
      let rows = before;
      let after = from;
      for (let read = 0; read < pages && (read === 0 || after !== null); read += 1) {
        const part = await this.ask(after);
        if (round !== this.#round) return;
        rows = [...rows, ...part.rows];
        after = part.after;
      }
      this.rows = rows;
      this.#after = after;
      this.#pages = inAll;
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, this.otherwise());
      this.state = 'failed';
    }
  }
}
