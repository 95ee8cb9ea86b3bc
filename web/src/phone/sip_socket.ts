/**
 * The WebSocket under JsSIP, in JsSIP's own form of a socket.
 *
 * JsSIP's would do but for two things: a socket that is open although the network is gone says nothing for minutes, and one that never
 * opens is waited for without a limit. This one counts what it hears, and can be dropped.
 */
import { browserTimers, type Timers } from './timers';

/** For how long an opening socket is waited for, in milliseconds. */
const OPENING_TIME = 5_000;

export class SipSocket {
  readonly url: string;
  readonly sip_uri: string;
  via_transport: string;
  /** How many messages have come in. */
  heard = 0;
  // JsSIP puts its own in their place
  onconnect: () => void = () => {};
  ondisconnect: (isError: boolean, code?: number, reason?: string) => void = () => {};
  ondata: (data: unknown) => void = () => {};

  readonly #timers: Timers;
  #socket: WebSocket | null = null;
  #giveUp: () => void = () => {};

  constructor(url: string, timers: Timers = browserTimers) {
    const { protocol, host } = new URL(url);
    this.url = url;
    this.sip_uri = `sip:${host};transport=ws`;
    this.via_transport = protocol === 'wss:' ? 'WSS' : 'WS';
    this.#timers = timers;
  }

  connect(): void {
    if (this.#socket !== null) return;
    const socket = new WebSocket(this.url, 'sip');
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#giveUp();
      this.onconnect();
    };
    socket.onmessage = ({ data }) => {
      this.heard += 1;
      this.ondata(data);
    };
    socket.onclose = ({ wasClean, code, reason }) => this.#lost(!wasClean, code, reason);
    this.#giveUp = this.#timers.after(OPENING_TIME, () => this.drop());
  }

  disconnect(): void {
    this.#giveUp();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** The server is not heard: gives this one up at once, without waiting for its farewell. JsSIP makes another. */
  drop(): void {
    if (this.#socket === null) return;
    this.disconnect();
    this.ondisconnect(true, 1006, 'not heard');
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (!this.isConnected()) return false;
    this.#socket?.send(message as string);
    return true;
  }

  isConnected(): boolean {
    return this.#socket?.readyState === 1;
  }

  isConnecting(): boolean {
    return this.#socket?.readyState === 0;
  }

  #lost(isError: boolean, code: number, reason: string): void {
    this.disconnect();
    this.ondisconnect(isError, code, reason);
  }
}

/** The address of a SIP socket of the service that this page is from. */
export function socketUrl(page: { protocol: string; host: string }, path: string): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${path}`;
}
