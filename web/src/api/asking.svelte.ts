/** What buttons ask of the server: what goes on, and the last thing that did not work. One of each kind at a time. */
import { SvelteSet } from 'svelte/reactivity';
import { sentenceOf } from './client';

export interface Failure<A> {
  action: A;
  sentence: string;
}

/** Something that the page itself refuses, in words for people. */
export class Refusal extends Error {}

export class Asking<A extends string> {
  /** The last thing that did not work, until it is read or works. */
  failure = $state.raw<Failure<A> | null>(null);
  readonly #busy = new SvelteSet<A>();

  /** `otherwise`: what is said where the server gives no sentence. */
  constructor(private readonly otherwise: () => string) {}

  isBusy(action: A): boolean {
    return this.#busy.has(action);
  }

  read(): void {
    this.failure = null;
  }

  forgive(action: A): void {
    if (this.failure?.action === action) this.failure = null;
  }

  /** Did it work? What did not work is told by `failure`; never rejects. */
  async ask(action: A, work: () => Promise<void>): Promise<boolean> {
    if (this.#busy.has(action)) return false;
    this.#busy.add(action);
    this.forgive(action);
    try {
      await work();
      return true;
    } catch (error) {
      const otherwise = error instanceof Refusal ? error.message : this.otherwise();
      this.failure = { action, sentence: sentenceOf(error, otherwise) };
      return false;
    } finally {
      this.#busy.delete(action);
    }
  }
}
