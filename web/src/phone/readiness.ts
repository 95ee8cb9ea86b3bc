/**
 * The proof that a consultant can be given a call: what the page finds wrong with itself, or nothing. The server has the last word.
 *
 * The page was frozen, or the computer slept, when nothing happened here for three seconds: neither our timer nor a message of the
 * server. Then it is in trouble at once, until the telephone has been heard and the microphone is live again.
 */
import type { EchoResult } from './audio_check';
import { Emitter } from './emitter';
import type { Phone } from './phone';
import { browserTimers, type Timers } from './timers';

/** Of `core.live.live.Trouble`, those that a page can know. */
export type PageTrouble = '' | 'no_telephone' | 'no_microphone' | 'no_sound' | 'page_frozen';

type Listen = (name: 'changed' | 'microphone', listener: () => void) => () => void;

export interface ReadinessDevices {
  readonly microphone: MediaStreamTrack | null;
  readonly headset: { readonly isBlocked: boolean; on(name: 'blocked' | 'playing', listener: () => void): () => void };
  refresh(): Promise<void>;
  on: Listen;
}

export interface ReadinessOptions {
  /** Null for a consultant with a telephone on the table: then only the page itself can be wrong. */
  phone: Phone | null;
  devices: ReadinessDevices | null;
  page?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | null;
  timers?: Timers;
}

const TICK = 1_000;
export const GAP = 3_000;

export class Readiness extends Emitter<{ trouble: PageTrouble }> {
  readonly #options: ReadinessOptions;
  readonly #timers: Timers;
  readonly #page: ReadinessOptions['page'];
  #trouble: PageTrouble = '';
  #echo: EchoResult | null = null;
  #isFrozen = false;
  #isRepairing = false;
  #lastSign = 0;
  #stops: (() => void)[] = [];
  readonly #freeze = () => this.#frozen();
  readonly #resume = () => void this.#repair();

  constructor(options: ReadinessOptions) {
    super();
    this.#options = options;
    this.#timers = options.timers ?? browserTimers;
    this.#page = options.page === undefined ? (globalThis.document ?? null) : options.page;
  }

  get trouble(): PageTrouble {
    return this.#trouble;
  }

  start(): void {
    this.stop();
    this.#lastSign = this.#timers.now();
    const { phone, devices } = this.#options;
    const judge = (): void => this.#judge();
    this.#stops = [this.#timers.every(TICK, () => this.alive())];
    if (phone !== null) this.#stops.push(phone.on('registration', judge));
    if (devices !== null) {
      this.#stops.push(devices.on('changed', judge), devices.on('microphone', judge));
      this.#stops.push(devices.headset.on('blocked', judge), devices.headset.on('playing', judge));
    }
    this.#page?.addEventListener('freeze', this.#freeze);
    this.#page?.addEventListener('resume', this.#resume);
    this.#stops.push(() => {
      this.#page?.removeEventListener('freeze', this.#freeze);
      this.#page?.removeEventListener('resume', this.#resume);
    });
    this.#judge();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** The result of a check; null forgets it. A check that failed is a trouble until a good one. */
  echoWas(result: EchoResult | null): void {
    this.#echo = result;
    this.#judge();
  }

  /** A sign of life: our timer's, or something that came from the server. */
  alive(): void {
    const now = this.#timers.now();
    const gap = now - this.#lastSign;
    this.#lastSign = now;
    if (this.#stops.length === 0) return;
    if (gap > GAP) this.#frozen();
    if (this.#isFrozen) void this.#repair();
    else this.#judge(); // a track may end without an event
  }

  #frozen(): void {
    this.#isFrozen = true;
    this.#judge();
  }

  /** Tried at each sign of life until it succeeds. */
  async #repair(): Promise<void> {
    if (!this.#isFrozen || this.#isRepairing) return;
    this.#isRepairing = true;
    try {
      const { phone, devices } = this.#options;
      if (devices !== null && devices.microphone === null) await devices.refresh();
      const isHeard = phone === null || (await phone.check());
      if (isHeard && (devices === null || devices.microphone !== null)) this.#isFrozen = false;
    } finally {
      this.#isRepairing = false;
      this.#judge();
    }
  }

  #judge(): void {
    const next = this.#worst();
    if (next === this.#trouble) return;
    this.#trouble = next;
    this.emit('trouble', next);
  }

  #worst(): PageTrouble {
    const { phone, devices } = this.#options;
    if (this.#isFrozen) return 'page_frozen';
    if (phone !== null && phone.registration.state !== 'registered') return 'no_telephone';
    if (devices !== null && devices.microphone === null) return 'no_microphone';
    if (devices !== null && devices.headset.isBlocked) return 'no_sound';
    return this.#echo === null || this.#echo.ok ? '' : this.#echo.missing;
  }
}
