/** The proposals that are shown, page by page, and what is decided about them. */
import { SvelteSet } from 'svelte/reactivity';
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { Correction, CorrectionsApi, CorrectionState } from './corrections_api';

export class Corrections {
  rows = $state.raw<Correction[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  /** Why a decision was not saved. */
  decisionFailure = $state('');
  readonly busy = new SvelteSet<string>();
  #wanted: CorrectionState | null = null;
  #after = $state.raw<string | null>(null);
  #round = 0;

  constructor(private readonly api: CorrectionsApi) {}

  get hasMore(): boolean {
    return this.#after !== null;
  }

  async show(state: CorrectionState | null): Promise<void> {
    this.#wanted = state;
    this.#after = null;
    await this.#read([]);
  }

  async more(): Promise<void> {
    if (this.hasMore) await this.#read(this.rows);
  }

  /** What is decided stays in the list until it is read anew: so it can be seen what was done. */
  async decide(correction: Correction, decision: 'accepted' | 'refused'): Promise<void> {
    if (this.busy.has(correction.id)) return;
    this.busy.add(correction.id);
    this.decisionFailure = '';
    try {
      const decided = await this.api.decide(correction.id, decision);
      this.rows = this.rows.map((each) => (each.id === decided.id ? decided : each));
    } catch (error) {
      this.decisionFailure = sentenceOf(error, t.corrections.notDecided);
    } finally {
      this.busy.delete(correction.id);
    }
  }

  async #read(before: Correction[]): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.state = 'loading';
    try {
      const page = await this.api.list(this.#wanted, this.#after);
      if (round !== this.#round) return;
      this.rows = [...before, ...page.rows];
      this.#after = page.after;
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.corrections.failed);
      this.state = 'failed';
    }
  }
}
