/**
 * One desk in one browser: a Web Lock per account. It spares the server two tabs that fight, and keeps Chromium from freezing the page.
 * Whose desk it is over several computers is the server's word (`/api/live`).
 *
 * The tabs talk by a channel: who wants to take over asks first, and a tab with a call says no.
 */
import { Emitter } from './emitter';
import { browserTimers, pause, type Timers, within } from './timers';

/** `taken`: another tab took over: stop the telephone and the pulse. */
export type DeskState = 'asking' | 'here' | 'elsewhere' | 'taken';

type Message = { type: 'may_i' } | { type: 'busy' };

interface Channel {
  postMessage(message: Message): void;
  onmessage: ((event: MessageEvent<Message>) => void) | null;
  close(): void;
}

export interface OneDeskOptions {
  account: string;
  /** Null where there are none (a page that did not come by https): every tab is then `here`, and the server decides. */
  locks?: Pick<LockManager, 'request'> | null;
  channel?: (name: string) => Channel;
  timers?: Timers;
}

/** A page that is reloaded finds the lock of the one before it, which is just being let go. */
const TRIES = 5;
const BETWEEN = 200;
const ANSWER_TIME = 300;

export class OneDesk extends Emitter<{ state: DeskState }> {
  readonly #name: string;
  readonly #locks: OneDeskOptions['locks'];
  readonly #timers: Timers;
  readonly #channel: Channel;
  #state: DeskState = 'asking';
  #isBusy = false;
  #isOtherBusy = false;
  #letGo: (() => void) | null = null;
  #waiting: AbortController | null = null;

  constructor(options: OneDeskOptions) {
    super();
    this.#name = `s724-desk-${options.account}`;
    this.#locks = options.locks === undefined ? navigator.locks : options.locks;
    this.#timers = options.timers ?? browserTimers;
    this.#channel = (options.channel ?? ((name) => new BroadcastChannel(name)))(this.#name);
    this.#channel.onmessage = ({ data }) => this.#heard(data);
  }

  get state(): DeskState {
    return this.#state;
  }

  /** While true, another tab may not take over. */
  setBusy(isInCall: boolean): void {
    this.#isBusy = isInCall;
  }

  /** Fulfilled with the state `here`, or `elsewhere`; from `elsewhere` it becomes `here` when the other tab is closed. */
  async claim(): Promise<void> {
    if (this.#letGo !== null) return;
    this.#setState('asking');
    for (let tries = 0; tries < TRIES; tries++) {
      if (await this.#ask({ ifAvailable: true })) return;
      await pause(BETWEEN, this.#timers);
      if (this.#letGo !== null) return; // taken over meanwhile
    }
    this.#setState('elsewhere');
    this.#waitForIt();
  }

  /** `busy`: the other tab has a call; nothing has changed. */
  async takeOver(): Promise<'here' | 'busy'> {
    if (this.#letGo !== null) return 'here';
    this.#isOtherBusy = false;
    this.#channel.postMessage({ type: 'may_i' });
    await within(ANSWER_TIME, this.#timers, () => this.#isOtherBusy);
    if (this.#isOtherBusy) return 'busy';
    this.#waiting?.abort();
    this.#waiting = null;
    await this.#ask({ steal: true });
    return 'here';
  }

  /** At the end of the work. */
  release(): void {
    this.#waiting?.abort();
    this.#waiting = null;
    this.#letGo?.();
    this.#letGo = null;
    this.#setState('asking');
  }

  close(): void {
    this.release();
    this.#channel.close();
  }

  /** Whether the lock is ours now. It is held until `release`, or until another tab steals it. */
  #ask(options: LockOptions): Promise<boolean> {
    const locks = this.#locks;
    if (!locks) {
      this.#letGo = () => {};
      this.#setState('here');
      return Promise.resolve(true);
    }
    return new Promise((answer) => {
      let isHeld = false;
      const asked = locks.request(this.#name, options, (lock) => {
        if (lock === null) return answer(false);
        isHeld = true;
        const held = new Promise<void>((letGo) => (this.#letGo = letGo));
        this.#setState('here');
        answer(true);
        return held;
      });
      asked.catch(() => {
        // AbortError: stolen, or the waiting was called off
        answer(false);
        if (!isHeld || this.#letGo === null) return;
        this.#letGo = null;
        this.#setState('taken');
      });
    });
  }

  #waitForIt(): void {
    this.#waiting = new AbortController();
    void this.#ask({ signal: this.#waiting.signal });
  }

  #heard(message: Message): void {
    if (message.type === 'busy') this.#isOtherBusy = true;
    else if (this.#letGo !== null && this.#isBusy) this.#channel.postMessage({ type: 'busy' });
  }

  #setState(state: DeskState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit('state', state);
  }
}
