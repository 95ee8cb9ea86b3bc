/** The WebSocket of this tab: opened again with growing pauses, given up when nothing is heard. */
import type { FromPage, ToPage } from './protocol';

export const SILENCE_MS = 4000; // the server beats each second
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 15_000;
export const SESSION_OVER = 4401;

/** Milliseconds before the next try, after so many in vain; `chance` from 0 to 1 keeps pages from coming at once. */
export function pauseAfter(failures: number, chance: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.7 ** failures);
  return Math.round(pause * (0.7 + 0.6 * chance));
}

/** The part of a WebSocket that is used: tests give another one. */
export interface Socket {
  readyState: number;
  onopen: ((event: never) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface Listener {
  /** Somebody is asked for a connection now. */
  tried?(): void;
  /** The connection stands: say what is to be watched. */
  opened(): void;
  heard(message: ToPage): void;
  lost(): void;
  /** The server has ended the session, or would not let us in, which may have the same cause. */
  refused(isCertain: boolean): void;
}

const OPEN = 1;

export class Connection {
  #socket: Socket | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #silence: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;
  #isWanted = false;
  readonly #listener: Listener;
  readonly #make: () => Socket;
  readonly #chance: () => number;

  constructor(make: () => Socket, listener: Listener, chance: () => number = Math.random) {
    this.#make = make;
    this.#listener = listener;
    this.#chance = chance;
  }

  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#failures = 0;
    this.#open();
  }

  stop(): void {
    this.#isWanted = false;
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** The network or the machine is back: try at once. */
  hurry(): void {
    if (this.#isWanted && this.#socket === null) {
      this.#clearTimers();
      this.#open();
    }
  }

  /** False if there is no connection: nothing is kept for later. */
  send(message: FromPage): boolean {
    if (this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #open(): void {
    this.#listener.tried?.();
    let socket: Socket;
    try {
      socket = this.#make();
    } catch {
      this.#again();
      return;
    }
    this.#socket = socket;
    let wasOpen = false;
    this.#watchSilence(socket);
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      wasOpen = true;
      this.#watchSilence(socket);
      this.#listener.opened();
    };
    socket.onmessage = (event) => {
      if (socket !== this.#socket) return;
      this.#failures = 0;
      this.#watchSilence(socket);
      const message = read(event.data);
      if (message !== null) this.#listener.heard(message);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#closed(event.code, wasOpen);
    };
  }

  #closed(code: number, wasOpen: boolean): void {
    this.#socket = null;
    this.#clearTimers();
    if (wasOpen) this.#listener.lost();
    if (!this.#isWanted) return;
    if (code === SESSION_OVER) {
      this.#isWanted = false;
      this.#listener.refused(true);
      return;
    }
    if (!wasOpen) this.#listener.refused(false);
    if (code === 1008) this.#failures = Math.max(this.#failures, 6); // we were too much for it
    this.#again();
  }

  #again(): void {
    if (!this.#isWanted) return;
    this.#timer = setTimeout(() => this.#open(), pauseAfter(this.#failures, this.#chance()));
    this.#failures += 1;
  }

  #watchSilence(socket: Socket): void {
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      // A dead line closes only after minutes: do not wait for it.
      const wasOpen = socket.readyState === OPEN;
      if (socket === this.#socket) this.#closed(0, wasOpen);
      socket.close();
    }, SILENCE_MS);
  }

  #clearTimers(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#timer = this.#silence = null;
  }
}

function read(data: unknown): ToPage | null {
  if (typeof data !== 'string') return null;
  try {
    const found: unknown = JSON.parse(data);
    return typeof found === 'object' && found !== null && 'type' in found ? (found as ToPage) : null;
  } catch {
    return null;
  }
}
