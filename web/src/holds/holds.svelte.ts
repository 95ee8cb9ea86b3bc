/** The legal holds that are shown, and the end of one. */
import { ApiError, sentenceOf } from '../api/client';
import { Pages } from '../api/pages.svelte';
import type { Hold } from '../client_card/rights_api';
import { t } from '../words';
import type { HoldsApi, HoldState } from './holds_api';

const STATES: readonly HoldState[] = ['inForce', 'over', 'every'];

export function stateOf(search: URLSearchParams): HoldState {
  return STATES.find((each) => each === search.get('state')) ?? 'inForce';
}

/** `today`: "2026-11-26"; the last day counts. */
export function isInForce(hold: Hold, today: string): boolean {
  return hold.ended_at === null && (hold.until === null || hold.until >= today);
}

export class Holds {
  readonly list: Pages<Hold>;
  /** The one that is asked to be ended. */
  asked = $state.raw<Hold | null>(null);
  isBusy = $state(false);
  failure = $state('');
  done = $state<'set' | 'end' | null>(null);
  #state: HoldState = 'inForce';

  constructor(private readonly api: HoldsApi) {
    this.list = new Pages((after) => api.list(this.#state, after), () => t.holds.failed);
  }

  async show(state: HoldState): Promise<void> {
    this.#state = state;
    await this.list.load();
  }

  ask(hold: Hold | null): void {
    this.asked = hold;
    this.failure = '';
  }

  /** It was set. What is done stays in sight until the list is read anew. */
  added(hold: Hold): void {
    this.#put(hold);
    this.done = 'set';
  }

  async end(): Promise<void> {
    const asked = this.asked;
    if (asked === null || this.isBusy) return;
    this.isBusy = true;
    this.failure = '';
    this.done = null;
    try {
      await this.api.end(asked);
      this.asked = null;
      this.done = 'end';
    } catch (error) {
      this.failure = sentenceOf(error, t.holds.end.failed);
      if (error instanceof ApiError && error.code === 'stale_version') {
        this.failure = t.holds.end.stale;
        await this.list.load();
        this.asked = this.list.rows.find((each) => each.id === asked.id) ?? asked;
      }
    } finally {
      this.isBusy = false;
    }
  }

  #put(hold: Hold): void {
    this.list.put(hold, (each) => each.id === hold.id);
  }
}
