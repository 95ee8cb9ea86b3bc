/**
 * Ringing that cannot be missed: a sound that repeats until it is stopped, the title of the page, and a notification of the system, whether
 * the page is looked at or not. Ring when the server says that a call is offered (not when SIP rings), and stop when it says otherwise.
 */
import { Emitter, reportFailure } from './emitter';
import { RingPlayer } from './ring_player';
import type { RingSound } from './ring_pattern';
import { browserTimers, pause, type Timers } from './timers';

export type { RingSound } from './ring_pattern';

export interface Ring {
  /** For the title of the page and of the notification: who rings, too. It goes when the ringing stops. */
  title: string;
  body?: string;
  sound?: RingSound;
}

export interface RingerEvents {
  /** The notification was clicked; the page is in front. */
  seen: null;
  /** The browser will not play: a click is needed that calls `unlock()`. */
  blocked: null;
}

type Player = Pick<RingPlayer, 'isUnlocked' | 'unlock' | 'setDevices' | 'start' | 'stop'>;

export interface RingerOptions {
  devices: { readonly inUse: { readonly ringing: readonly { readonly id: string }[] }; on(name: 'changed', listener: () => void): () => void };
  player?: Player;
  page?: { title: string };
  /** Null where there is none. */
  notification?: typeof Notification | null;
  timers?: Timers;
}

const TEST_TIME = 2_000;
const TITLE_TURN = 1_000;

export class Ringer extends Emitter<RingerEvents> {
  readonly #options: RingerOptions;
  readonly #player: Player;
  readonly #page: { title: string };
  readonly #notifications: typeof Notification | null;
  readonly #timers: Timers;
  #isRinging = false;
  #words = '';
  #stopTitle: () => void = () => {};
  #notification: Notification | null = null;

  constructor(options: RingerOptions) {
    super();
    this.#options = options;
    this.#player = options.player ?? new RingPlayer();
    this.#page = options.page ?? document;
    this.#notifications = options.notification === undefined ? (globalThis.Notification ?? null) : options.notification;
    this.#timers = options.timers ?? browserTimers;
    options.devices.on('changed', () => void this.#route());
  }

  get isUnlocked(): boolean {
    return this.#player.isUnlocked;
  }

  get isRinging(): boolean {
    return this.#isRinging;
  }

  /** In a click. False: the browser does not play yet. */
  async unlock(): Promise<boolean> {
    await this.#route();
    const isUnlocked = await this.#player.unlock();
    if (!isUnlocked) this.emit('blocked', null);
    return isUnlocked;
  }

  /** In a click, in the check before the shift. False: not allowed; ringing then has sound and title only. */
  async askForNotifications(): Promise<boolean> {
    if (this.#notifications === null) return false;
    if (this.#notifications.permission === 'default') await this.#notifications.requestPermission();
    return this.#notifications.permission === 'granted';
  }

  /** While it rings: other words only, the sound goes on. */
  ring({ title, body = '', sound = 'middle' }: Ring): void {
    const words = `${title}\n${body}`;
    if (this.#isRinging && words === this.#words) return;
    this.#words = words;
    this.#stopTitle();
    if (!this.#isRinging) {
      this.#isRinging = true;
      if (!this.#player.isUnlocked) this.emit('blocked', null);
      this.#player.start(sound);
    }
    this.#turnTitle(title);
    this.#notify(title, body);
  }

  stop(): void {
    if (!this.#isRinging) return;
    this.#isRinging = false;
    this.#player.stop();
    this.#stopTitle();
    this.#stopTitle = () => {};
    this.#notification?.close();
    this.#notification = null;
  }

  /** Two seconds, on the outputs where calls will ring. From a click. */
  async test(sound: RingSound = 'middle'): Promise<void> {
    if (this.#isRinging) return;
    await this.unlock();
    this.#player.start(sound);
    await pause(TEST_TIME, this.#timers);
    if (!this.#isRinging) this.#player.stop();
  }

  async #route(): Promise<void> {
    await this.#player.setDevices(this.#options.devices.inUse.ringing.map(({ id }) => id));
  }

  #turnTitle(title: string): void {
    const before = this.#page.title;
    this.#page.title = title;
    const stop = this.#timers.every(TITLE_TURN, () => {
      this.#page.title = this.#page.title === title ? before : title;
    });
    this.#stopTitle = () => {
      stop();
      this.#page.title = before;
    };
  }

  #notify(title: string, body: string): void {
    if (this.#notifications?.permission !== 'granted') return;
    try {
      const notification = new this.#notifications(title, { body, tag: 's724-ring', requireInteraction: true, silent: true });
      notification.onclick = () => {
        globalThis.focus?.();
        notification.close();
        this.emit('seen', null);
      };
      this.#notification = notification;
    } catch (error) {
      reportFailure(error); // some systems allow them from a service worker only
    }
  }
}
