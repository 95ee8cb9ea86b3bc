/** A caller of the demonstration: one telephone, and in words what it hears. */
import type { Schema } from '../../api/client';
import { isCall, NO_SESSION, type Phone, type Registration, type Session } from '../../phone/phone';

export interface Caption {
  at: string;
  text: string;
  kind: 'speech' | 'sound';
}

export type DeskNow = NonNullable<Schema['Captions']['desk']>;

export interface CaptionsSaid {
  call_id: string | null;
  is_over: boolean;
  captions: Caption[];
  /** What happens at the desk meanwhile. */
  desk: DeskNow | null;
}

export type Permission = 'unknown' | 'granted' | 'refused' | 'missing' | 'busy';

/** Microphone and speaker; `phone/devices.ts`. */
export interface DevicesPart {
  readonly permission: Permission;
  readonly headset: {
    readonly isBlocked: boolean;
    unlock(): Promise<unknown>;
    on(name: 'blocked' | 'playing', listener: () => void): () => void;
  };
  start(): Promise<void>;
  stop(): void;
  on(name: 'changed', listener: () => void): () => void;
}

export interface CallerParts {
  phone: Phone;
  devices: DevicesPart;
  /** What the call that was dialled at that moment (ISO) hears. */
  captions: (since: string) => Promise<CaptionsSaid>;
}

/** A key of `t.caller.states`. */
export type CallerState = 'connecting' | 'away' | 'idle' | 'calling' | 'talking' | 'repairing' | 'ended' | 'refused' | 'failed';

export const ASK_MS = 500;
/** How long a key of a number can be read. */
export const CLEAR_MS = 1200;
const KEYS = /^[0-9*#]$/;
const NUMBERS = /[0-9]{3,}/g; // a single key of a menu tells nothing of anybody

/** Card and PIN as dots, but for the last `clear` keys. */
export function masked(keys: string, clear: number): string {
  const seen = keys.length - clear;
  return keys.replace(NUMBERS, (digits, at: number) => [...digits].map((digit, place) => (at + place < seen ? '•' : digit)).join(''));
}

export class Caller {
  registration = $state.raw<Registration>({ state: 'connecting' });
  session = $state.raw<Session>(NO_SESSION);
  permission = $state<Permission>('unknown');
  isBlocked = $state(false);
  hasFailed = $state(false);
  keysSent = $state('');
  desk = $state.raw<DeskNow | null>(null);
  /** Seconds of the call that has ended. */
  lasted = $state<number | null>(null);
  captions = $state.raw<Caption[]>([]);
  areCaptionsLate = $state(false);

  readonly #parts: CallerParts;
  #offs: (() => void)[] = [];
  #since = '';
  #timer: ReturnType<typeof setInterval> | null = null;
  #isAsking = false;
  #clear = $state(0);
  #clearing: ReturnType<typeof setTimeout> | undefined;
  #upSince: number | null = null;

  constructor(parts: CallerParts) {
    this.#parts = parts;
  }

  readonly keysShown = $derived.by(() => masked(this.keysSent, this.#clear));
  readonly isInCall = $derived.by(() => isCall(this.session.state));
  readonly mayCall = $derived.by(() => this.registration.state === 'registered' && !this.isInCall);

  readonly state = $derived.by<CallerState>(() => {
    switch (this.session.state) {
      case 'ringing':
      case 'connecting':
        return 'calling';
      case 'up':
        return 'talking';
      case 'reconnecting':
        return 'repairing';
      default:
        break;
    }
    if (this.registration.state === 'lost' && this.registration.cause !== 'stopped') return 'away';
    if (this.registration.state !== 'registered') return 'connecting';
    if (this.hasFailed) return 'failed';
    if (this.session.state !== 'ended') return 'idle';
    if (this.session.end === 'refused') return 'refused';
    return this.session.end === 'failed' ? 'failed' : 'ended';
  });

  /** Until the function that comes back is called; that ends a call. The microphone is asked for when somebody calls. */
  start(): () => void {
    const { phone, devices } = this.#parts;
    this.#offs = [
      phone.on('registration', (registration) => (this.registration = registration)),
      phone.on('session', (session) => this.#sessionIs(session)),
      devices.on('changed', () => (this.permission = devices.permission)),
      devices.headset.on('blocked', () => (this.isBlocked = true)),
      devices.headset.on('playing', () => (this.isBlocked = false)),
    ];
    this.registration = phone.registration;
    this.session = phone.session;
    phone.start();
    return () => {
      for (const off of this.#offs) off();
      this.#offs = [];
      this.#listenNoMore();
      clearTimeout(this.#clearing);
      phone.stop();
      devices.stop();
    };
  }

  async dial(number: string): Promise<void> {
    if (!this.mayCall) return;
    const { phone, devices } = this.#parts;
    this.hasFailed = false;
    this.keysSent = '';
    this.captions = [];
    this.desk = null;
    this.lasted = null;
    await devices.start();
    this.permission = devices.permission;
    if (devices.permission !== 'granted') return;
    this.#since = new Date().toISOString();
    if (!phone.call(number)) {
      this.hasFailed = true;
      return;
    }
    this.#timer ??= setInterval(() => void this.#ask(), ASK_MS);
  }

  press(key: string): void {
    if (!KEYS.test(key) || !this.#parts.phone.sendKeys(key)) return;
    this.keysSent += key;
    this.#clear = 1;
    clearTimeout(this.#clearing);
    this.#clearing = setTimeout(() => (this.#clear = 0), CLEAR_MS);
  }

  hangUp(): void {
    this.#parts.phone.hangUpMedia();
  }

  unlock(): void {
    void this.#parts.devices.headset.unlock();
  }

  #sessionIs(session: Session): void {
    this.session = session;
    if (isCall(session.state)) this.#upSince = session.upSince;
    if (session.state !== 'ended') return;
    this.lasted = this.#upSince === null ? null : Math.max(0, (Date.now() - this.#upSince) / 1000);
    this.#upSince = null;
    // The last words stand in the database a moment later.
    setTimeout(() => {
      if (!isCall(this.session.state)) void this.#ask().finally(() => this.#listenNoMore());
    }, 2 * ASK_MS);
  }

  #listenNoMore(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const since = this.#since;
    try {
      const said = await this.#parts.captions(since);
      if (since === this.#since) {
        this.captions = said.captions;
        this.desk = said.desk;
      }
      this.areCaptionsLate = false;
    } catch {
      this.areCaptionsLate = true; // asked again in a moment
    } finally {
      this.#isAsking = false;
    }
  }
}
