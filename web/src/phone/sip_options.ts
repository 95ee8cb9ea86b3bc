/** What a telephone over SIP needs from the page. */
import type { CodecChoice } from './codecs';
import type { Timers } from './timers';

export interface SipPhoneOptions {
  /** See `socketUrl` of `sip_socket.ts`. */
  socketUrl: string;
  /** `sip:web-<agent>@s724` */
  uri: string;
  /** Asked for each call: what a TURN server is used with is valid for some hours only. */
  iceServers: () => RTCIceServer[];
  /** A live track. */
  microphone: () => MediaStreamTrack | null;
  speaker: { play(stream: MediaStream): Promise<void>; stop(): void };
  /** False for a caller of the demonstration, who is no telephone that could be rung: it can call as soon as the socket is open. */
  registers?: boolean;
  codecs?: CodecChoice;
  /** Remembers over a reload that the consultant was muted: `sessionStorage`, or nothing. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  timers?: Timers;
}
