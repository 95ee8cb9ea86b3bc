/**
 * When the way of a call's sound is made anew. It decides, and knows neither SIP nor a browser.
 *
 * Reasons: ICE says `disconnected` for a second (`failed`: at once), the socket was lost and is back, somebody asked. An attempt is a
 * re-INVITE with an ICE restart, over a socket that has just been heard. Attempts go on until the sound is back; when it has been away
 * for `GIVE_UP`, the call is given up, and the server, which keeps the caller, rings again.
 */
import { browserTimers, type Timers } from './timers';

/** Milliseconds. ICE calls a short gap `disconnected` too, and recovers from most. */
export const PATIENCE = 1_000;
export const GIVE_UP = 20_000;
const ANSWER_TIME = 6_000;
const BETWEEN = 1_000;
/** Failures after which a call whose sound is there is left alone. */
const ENOUGH = 3;

export interface HealingActions {
  isRegistered(): boolean;
  /** Whether the server is heard; drops the socket when it is not. */
  check(): Promise<boolean>;
  /** Sends the re-INVITE; false: not now, another one is on its way. Its end is told to `succeeded` or `failed`. */
  reinvite(): boolean;
  /** The re-INVITE has no answer: the socket is not to be trusted. */
  dropSocket(): void;
  giveUp(): void;
  /** Told at each change. */
  isBroken(isBroken: boolean): void;
}

type Ice = RTCIceConnectionState;

export class Healing {
  readonly #act: HealingActions;
  readonly #timers: Timers;
  #ice: Ice = 'new';
  #isSocketLost = false;
  #isWanted = false;
  #isUnderWay = false;
  #isOver = false;
  #attempts = 0;
  #failures = 0;
  #wasBroken = false;
  #stopPatience: (() => void) | null = null;
  #stopNext: (() => void) | null = null;
  #stopGivingUp: (() => void) | null = null;

  constructor(actions: HealingActions, timers: Timers = browserTimers) {
    this.#act = actions;
    this.#timers = timers;
  }

  get isBroken(): boolean {
    return this.#isSocketLost || this.#isWanted || this.#isSilent;
  }

  iceIs(ice: Ice): void {
    this.#ice = ice;
    if (ice === 'connected' || ice === 'completed') {
      this.#cancel('patience');
      this.#cancel('giving_up');
      // a gap that ICE itself has closed; with an attempt under way, its answer is waited for
      if (!this.#isUnderWay && !this.#isSocketLost) this.#isWanted = false;
    } else if (ice === 'failed') {
      this.#startGivingUp();
      this.request();
    } else if (ice === 'disconnected') {
      this.#startGivingUp();
      this.#stopPatience ??= this.#timers.after(PATIENCE, () => {
        this.#stopPatience = null;
        this.request();
      });
    }
    this.#tell();
  }

  socketLost(): void {
    this.#isSocketLost = true;
    this.#isWanted = true;
    this.#isUnderWay = false;
    this.#cancel('next');
    this.#tell();
  }

  registered(): void {
    if (!this.#isSocketLost) return;
    this.#isSocketLost = false;
    this.request();
  }

  /** Somebody hears nothing: an attempt now. */
  request(): void {
    if (this.#isOver) return;
    this.#isWanted = true;
    this.#tell();
    void this.#attempt();
  }

  succeeded(): void {
    this.#isUnderWay = false;
    this.#isWanted = false;
    this.#failures = 0;
    this.#cancel('next');
    // an answer without sound is not yet a cure
    if (this.#isSilent && !this.#isOver) this.#again(4 * BETWEEN);
    this.#tell();
  }

  failed(): void {
    if (!this.#isUnderWay || this.#isOver) return;
    this.#isUnderWay = false;
    this.#failures += 1;
    if (this.#failures >= ENOUGH && !this.#isSilent && !this.#isSocketLost) {
      this.#failures = 0;
      this.#isWanted = false;
      this.#cancel('next');
      this.#tell();
    } else {
      this.#again(BETWEEN * Math.min(this.#failures, 4));
    }
  }

  stop(): void {
    this.#isOver = true;
    for (const timer of ['patience', 'next', 'giving_up'] as const) this.#cancel(timer);
  }

  get #isSilent(): boolean {
    return this.#ice === 'disconnected' || this.#ice === 'failed';
  }

  async #attempt(): Promise<void> {
    if (this.#isUnderWay || !this.#act.isRegistered()) return; // `registered` comes back to it
    this.#isUnderWay = true;
    this.#cancel('next');
    const attempt = ++this.#attempts;
    const isHeard = await this.#act.check();
    if (this.#isOver || !this.#isUnderWay || attempt !== this.#attempts) return; // the socket was lost meanwhile
    if (!isHeard || !this.#act.reinvite()) return this.failed();
    this.#stopNext = this.#timers.after(ANSWER_TIME, () => {
      this.#stopNext = null;
      this.#isUnderWay = false;
      this.#act.dropSocket();
    });
  }

  #again(delay: number): void {
    this.#cancel('next');
    this.#stopNext = this.#timers.after(delay, () => {
      this.#stopNext = null;
      if (this.#isWanted || this.#isSilent) this.request();
    });
  }

  #startGivingUp(): void {
    this.#stopGivingUp ??= this.#timers.after(GIVE_UP, () => {
      this.stop();
      this.#act.giveUp();
    });
  }

  #cancel(timer: 'patience' | 'next' | 'giving_up'): void {
    if (timer === 'patience') {
      this.#stopPatience?.();
      this.#stopPatience = null;
    } else if (timer === 'next') {
      this.#stopNext?.();
      this.#stopNext = null;
    } else {
      this.#stopGivingUp?.();
      this.#stopGivingUp = null;
    }
  }

  #tell(): void {
    if (this.#isOver || this.isBroken === this.#wasBroken) return;
    this.#wasBroken = this.isBroken;
    this.#act.isBroken(this.#wasBroken);
  }
}
