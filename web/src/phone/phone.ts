/**
 * A telephone: what it can do, and its states as plain data.
 *
 * It carries media only. Holding, transferring and ending a conversation are asked of the API, and the screen shows what the server says.
 */
import { Emitter } from './emitter';

/** Why calls cannot come in. `no_answer`: the socket is open, but the server says nothing. */
export type LostCause = 'no_connection' | 'no_answer' | 'refused' | 'stopped';

export type Registration =
  | { readonly state: 'connecting' }
  | { readonly state: 'registered' }
  /** `since`: milliseconds since 1970. */
  | { readonly state: 'lost'; readonly cause: LostCause; readonly since: number };

/**
 * `connecting`: answered or called, no sound yet. `up`: sound may go both ways. `reconnecting`: the sound or the socket is lost and being
 * repaired. `ended` stays until the next session, so that its cause can be shown.
 */
export type SessionState = 'none' | 'ringing' | 'connecting' | 'up' | 'reconnecting' | 'ended';

/**
 * `here`, `there`: who hung up. `withdrawn`: it stopped ringing. `refused`: what was called did not want it. `lost`: the network was away
 * for too long; the server rings again. `failed`: the browser could not do it.
 */
export type EndCause = 'here' | 'there' | 'declined' | 'withdrawn' | 'refused' | 'no_microphone' | 'lost' | 'failed';

export interface Session {
  readonly state: SessionState;
  /** The Call-ID of SIP, or nothing. The server's id of the call is in `/api/live`. */
  readonly id: string;
  readonly direction: 'incoming' | 'outgoing' | null;
  /** What was called; nothing for what came in. */
  readonly target: string;
  /** The consultant had this call before the page was reloaded: it answers itself. */
  readonly isResumed: boolean;
  readonly isMuted: boolean;
  /** When sound could first go both ways, in milliseconds since 1970. */
  readonly upSince: number | null;
  /** With `ended` only. */
  readonly end: EndCause | null;
}

export interface CallMedia {
  readonly connection: RTCPeerConnection;
  readonly remote: MediaStream;
}

export interface PhoneEvents {
  registration: Registration;
  session: Session;
  media: CallMedia | null;
  /** A call came while there was one, and was refused as busy. */
  refused_second: null;
}

export interface Phone {
  readonly registration: Registration;
  readonly session: Session;
  /** From the moment that the other side's sound is known until the end of the session. */
  readonly media: CallMedia | null;
  start(): void;
  /** Ends a call that is there. When the page is being left, do nothing instead: the server keeps the caller and rings again. */
  stop(): void;
  /** These say false, and do nothing, when it is not the moment for them. */
  answer(): boolean;
  decline(): boolean;
  hangUpMedia(): boolean;
  call(target: string): boolean;
  setMuted(isMuted: boolean): void;
  /** 0-9, *, #, A-D and "," (a pause of two seconds), as RFC 4733 says. */
  sendKeys(digits: string): boolean;
  /** Makes the way of the sound anew: re-INVITE with an ICE restart. */
  heal(): boolean;
  /** Asks the server whether it is there; a socket that is open but dead is dropped and made anew. */
  check(): Promise<boolean>;
  /** Another microphone in mid-call, without the other side noticing. */
  setMicrophone(track: MediaStreamTrack | null): Promise<void>;
  on<Name extends keyof PhoneEvents>(name: Name, listener: (value: PhoneEvents[Name]) => void): () => void;
}

export const NO_SESSION: Session = Object.freeze({
  state: 'none',
  id: '',
  direction: null,
  target: '',
  isResumed: false,
  isMuted: false,
  upSince: null,
  end: null,
});

/** What may follow what. A new session may begin from `none` and from `ended` only: nothing overwrites a call. */
const MAY_FOLLOW: Readonly<Record<SessionState, readonly SessionState[]>> = {
  none: ['ringing', 'connecting'],
  ringing: ['connecting', 'ended'],
  connecting: ['up', 'ended'],
  up: ['reconnecting', 'ended'],
  reconnecting: ['up', 'ended'],
  ended: ['ringing', 'connecting'],
};

export function isCall(state: SessionState): boolean {
  return state !== 'none' && state !== 'ended';
}

/** The session after a change; the same one when that change is not allowed from its state. */
export function changed(session: Session, change: Partial<Session>): Session {
  const next = change.state ?? session.state;
  const isAllowed = next === session.state ? isCall(next) : MAY_FOLLOW[session.state].includes(next);
  if (!isAllowed) return session;
  return Object.freeze({ ...session, ...change });
}

export const KEYS = /^[0-9A-Da-d*#,]+$/;

/** What telephones have in common: their state, and the telling of it. */
export abstract class PhoneBase extends Emitter<PhoneEvents> {
  #registration: Registration = Object.freeze({ state: 'lost', cause: 'stopped', since: 0 });
  #session: Session = NO_SESSION;
  #media: CallMedia | null = null;

  get registration(): Registration {
    return this.#registration;
  }

  get session(): Session {
    return this.#session;
  }

  get media(): CallMedia | null {
    return this.#media;
  }

  protected setRegistration(next: Registration): void {
    const before = this.#registration;
    if (before.state === next.state && (next.state !== 'lost' || before.state !== 'lost' || before.cause === next.cause)) return;
    this.#registration = Object.freeze(next);
    this.emit('registration', this.#registration);
  }

  /** Begins a session; false when there is one. */
  protected begin(first: Pick<Session, 'id' | 'direction'> & Partial<Session>): boolean {
    if (isCall(this.#session.state)) return false;
    this.#session = Object.freeze({ ...NO_SESSION, ...first });
    this.emit('session', this.#session);
    return true;
  }

  /** False when the change is not allowed from this state; then nothing is told. */
  protected change(change: Partial<Session>): boolean {
    const next = changed(this.#session, change);
    if (next === this.#session) return false;
    this.#session = next;
    this.emit('session', next);
    return true;
  }

  protected setMedia(media: CallMedia | null): void {
    if (media === this.#media) return;
    this.#media = media;
    this.emit('media', media);
  }
}
