/** A list that the web service tells page by page. */
import { sentenceOf } from './client';

export interface Part<Row> {
  rows: Row[];
  /** Leads to the next page; null on the last. */
  after: string | null;
}

export class Pages<Row> {
  rows = $state.raw<Row[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  #after = $state.raw<string | null>(null);
  #round = 0;

  /** `otherwise`: what is said when the server gives no reason. */
  constructor(
    private readonly ask: (after: string | null) => Promise<Part<Row>>,
    private readonly otherwise: () => string,
  ) {}

  get hasMore(): boolean {
    return this.#after !== null;
  }

  /** From the beginning. What is shown stays until the answer is there. */
  async load(): Promise<void> {
    this.#after = null;
    await this.#read([]);
  }

  async more(): Promise<void> {
    if (this.hasMore && this.state !== 'loading') await this.#read(this.rows);
  }

  /** An answer to something that was done: in the place of the row of before, else as the newest. */
  put(row: Row, isSame: (each: Row) => boolean): void {
    const isKnown = this.rows.some(isSame);
    this.rows = isKnown ? this.rows.map((each) => (isSame(each) ? row : each)) : [row, ...this.rows];
  }

  async #read(before: Row[]): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.state = 'loading';
    try {
      const part = await this.ask(this.#after);
      if (round !== this.#round) return;
      this.rows = [...before, ...part.rows];
      this.#after = part.after;
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, this.otherwise());
      this.state = 'failed';
    }
  }
}
