/** The browser telephone of a desk as the desk needs it; `web/src/phone/README.md` says what each part does. */
import type { Phone } from '../phone/phone';

export interface Device {
  id: string;
  label: string;
}

/** `busy`: another program has the microphone. */
export type Permission = 'unknown' | 'granted' | 'refused' | 'missing' | 'busy';

export interface Switched {
  kind: 'microphone' | 'headset' | 'ringing';
  from: string;
  to: string | null;
  why: 'unplugged' | 'back';
}

export interface DevicesPart {
  readonly microphone: MediaStreamTrack | null;
  readonly permission: Permission;
  readonly inputs: readonly Device[];
  readonly outputs: readonly Device[];
  readonly inUse: { readonly microphone: Device | null; readonly headset: Device | null; readonly ringing: readonly Device[] };
  readonly headset: { readonly isBlocked: boolean; unlock(): Promise<unknown> };
  start(): Promise<void>;
  stop(): void;
  chooseMicrophone(id: string): Promise<void>;
  chooseHeadset(id: string): Promise<void>;
  chooseRinging(ids: readonly string[]): Promise<void>;
  on(name: 'changed', listener: () => void): () => void;
  on(name: 'microphone', listener: (track: MediaStreamTrack | null) => void): () => void;
  on(name: 'switched', listener: (what: Switched) => void): () => void;
}

export interface RingerPart {
  readonly isUnlocked: boolean;
  unlock(): Promise<boolean>;
  askForNotifications(): Promise<boolean>;
  ring(what: { title: string; body?: string }): void;
  stop(): void;
  test(): Promise<void>;
  on(name: 'seen' | 'blocked', listener: () => void): () => void;
}

export type PageTrouble = '' | 'no_telephone' | 'no_microphone' | 'no_sound' | 'page_frozen';

export type EchoResult = { ok: true; level: number; tookMs: number } | { ok: false; missing: 'no_telephone' | 'no_microphone' | 'no_sound'; tookMs: number };

export interface ReadinessPart {
  readonly trouble: PageTrouble;
  start(): void;
  stop(): void;
  echoWas(result: EchoResult): void;
  alive(): void;
  on(name: 'trouble', listener: () => void): () => void;
}

export type HealthWord = null | 'not_heard' | 'hears_nothing';

export interface HealthPart {
  readonly now: { readonly word: HealthWord } | null;
  expectSound(isExpected: boolean): void;
  on(name: 'quality', listener: () => void): () => void;
}

export interface Meter {
  /** 0 to 1. */
  level(): number;
  stop(): void;
}

export interface Equipment {
  phone: Phone;
  devices: DevicesPart;
  ringer: RingerPart;
  readiness: ReadinessPart;
  health: HealthPart;
  echoCheck(): Promise<EchoResult>;
  meter(track: MediaStreamTrack): Meter;
}

/** The desk's word to the server, each second. */
export interface PulsePart {
  start(): void;
  stop(): void;
  beat(): void;
}

/** One desk a person, among the tabs of one browser. */
export interface OneDeskPart {
  readonly state: 'asking' | 'here' | 'elsewhere' | 'taken';
  claim(): Promise<void>;
  takeOver(): Promise<'here' | 'busy'>;
  release(): void;
  setBusy(isInCall: boolean): void;
  on(name: 'state', listener: () => void): () => void;
}
