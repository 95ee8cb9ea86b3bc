/** The shift of one consultant: the state to the centre, what may be asked for now, and why there are no calls. */
import type { Asking } from '../../api/asking.svelte';
import type { AgentLive } from '../../live/protocol';
import type { OwnTelephone } from '../../telephone/own_telephone.svelte';
import { now } from '../../time/clock.svelte';
import type { DeskApi, Wish } from './desk_api';
import * as states from './states';

const REACHABLE_PATIENCE_MS = 5000;
const LOOK_MS = 100;

export interface ShiftParts {
  me: string;
  api: DeskApi;
  /** Reactive: as the centre says it. */
  agent: () => AgentLive | null;
  telephone: OwnTelephone;
  asking: Asking<string>;
}

export class Shift {
  /** Why no calls come, in sentences; null until it is asked. */
  why = $state.raw<string[] | null>(null);
  readonly #parts: ShiftParts;

  constructor(parts: ShiftParts) {
    this.#parts = parts;
  }

  readonly isOn = $derived.by(() => (this.#parts.agent()?.state ?? 'offline') !== 'offline');
  readonly wishes = $derived.by(() => states.wishes(this.#parts.agent()));
  readonly wrapUp = $derived.by(() => {
    const agent = this.#parts.agent();
    return agent === null ? null : states.wrapUpLeft(agent, now());
  });

  async logIn(then: 'ready' | 'pause'): Promise<void> {
    const { me, api, telephone, asking } = this.#parts;
    telephone.sound?.unlock();
    telephone.remember();
    if (!(await asking.ask('log_in', () => api.wish(me, 'log_in'))) || then === 'pause') return;
    await this.#untilReachable();
    await this.wish('ready');
  }

  /** The word of this page and of its telephone may reach the centre a moment after the click. Not for long: then the
   * centre says what is wrong. */
  async #untilReachable(): Promise<void> {
    const until = performance.now() + REACHABLE_PATIENCE_MS;
    while (this.#parts.agent()?.trouble && performance.now() < until) await new Promise((done) => setTimeout(done, LOOK_MS));
  }

  async wish(wish: Wish, pauseReason?: string): Promise<void> {
    const { me, api, telephone, asking } = this.#parts;
    if (wish === 'ready') {
      telephone.sound?.unlock();
      telephone.sound?.alive();
    }
    await asking.ask(wish, () => api.wish(me, wish, pauseReason));
  }

  /** A pause or log-out that was kept for the end of the call is taken back. */
  takeWishBack(): Promise<void> {
    return this.wish('ready');
  }

  async askWhy(): Promise<void> {
    await this.#parts.asking.ask('why', async () => {
      this.why = await this.#parts.api.why(this.#parts.me);
    });
  }

  closeWhy(): void {
    this.why = null;
  }
}
