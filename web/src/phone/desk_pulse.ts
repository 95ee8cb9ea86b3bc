/**
 * The page's pulse: "this desk is here", once a second and at once when its trouble changes; "leaving" when the page is being unloaded.
 *
 * Browsers slow the timers of hidden pages down, to one in a minute at worst; what comes by a socket they do not. So each beat of the
 * server is a reason to answer, and the timer only fills in.
 */
import type { PageTrouble } from './readiness';
import { browserTimers, type Timers } from './timers';

export type DeskMessage =
  { type: 'desk'; page: string; telephone: 'sip' | 'browser'; trouble: Exclude<PageTrouble, ''> | null } | { type: 'leaving'; page: string };

export interface DeskPulseOptions {
  /** Made by the page when it is loaded. */
  page: string;
  telephone: 'sip' | 'browser';
  /** Over `/api/live`; nothing happens when that is away. */
  send: (message: DeskMessage) => unknown;
  readiness: { readonly trouble: PageTrouble; alive(): void; on(name: 'trouble', listener: () => void): () => void };
  window?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | null;
  timers?: Timers;
}

const INTERVAL = 1_000;
/** A beat and the timer that come close together are answered once; the server's limit is twenty messages a second. */
const CLOSE = 700;

export class DeskPulse {
  readonly #options: DeskPulseOptions;
  readonly #timers: Timers;
  readonly #window: DeskPulseOptions['window'];
  #sentAt = -Infinity;
  #stops: (() => void)[] = [];

  constructor(options: DeskPulseOptions) {
    this.#options = options;
    this.#timers = options.timers ?? browserTimers;
    this.#window = options.window === undefined ? globalThis : options.window;
  }

  start(): void {
    this.#end();
    const leave = (): void => void this.#options.send({ type: 'leaving', page: this.#options.page });
    // a page that comes back from the browser's cache is here again
    const back = (): void => this.now();
    this.#window?.addEventListener('pagehide', leave);
    this.#window?.addEventListener('pageshow', back);
    this.#stops = [
      this.#timers.every(INTERVAL, () => this.#perhaps()),
      this.#options.readiness.on('trouble', () => this.now()),
      () => this.#window?.removeEventListener('pagehide', leave),
      () => this.#window?.removeEventListener('pageshow', back),
    ];
    this.now();
  }

  /** This page is no desk any more, and the server hears so at once. */
  stop(): void {
    if (this.#stops.length === 0) return;
    this.#end();
    this.#options.send({ type: 'leaving', page: this.#options.page });
  }

  #end(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** The server has beaten: to be called at each `beat` of `/api/live`. */
  beat(): void {
    this.#options.readiness.alive();
    this.#perhaps();
  }

  /** At once: something has changed, or the connection is new. */
  now(): void {
    if (this.#stops.length === 0) return;
    this.#sentAt = this.#timers.now();
    const { page, telephone, readiness, send } = this.#options;
    send({ type: 'desk', page, telephone, trouble: readiness.trouble || null });
  }

  #perhaps(): void {
    if (this.#timers.now() - this.#sentAt >= CLOSE) this.now();
  }
}
