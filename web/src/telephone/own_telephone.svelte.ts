/** The telephone of one person in this page, or the one on the table: whether it goes on here, and that it goes on in one page only. */
import { untrack } from 'svelte';
import { Asking, Refusal } from '../api/asking.svelte';
import type { DeskSaid, FromPage, LiveError, Telephone } from '../live/protocol';
import { t } from '../words';
import type { OneDeskPart, PulsePart } from './equipment';
import type { Kept } from './kept';
import type { Sound } from './sound.svelte';

/** What the telephone reads of `live/mirror.svelte.ts`. */
export interface TelephoneMirror {
  readonly age: number;
  readonly isConnected: boolean;
  readonly desk: DeskSaid | null;
  readonly error: LiveError | null;
  send(message: FromPage): boolean;
}

export interface TelephoneParts {
  /** Made when the page is loaded. */
  page: string;
  mirror: TelephoneMirror;
  kept: Kept;
  oneDesk: OneDeskPart;
  /** The browser telephone, made when it is wanted first. Rejects when it cannot be loaded. */
  makeSound: (iceServers: RTCIceServer[]) => Promise<Sound>;
  /** `sound` is null for a telephone on the table. */
  makePulse: (telephone: Telephone, sound: Sound | null) => PulsePart;
}

export class OwnTelephone {
  kind = $state<Telephone>('browser');
  sound = $state.raw<Sound | null>(null);
  /** It could not be loaded. */
  hasFailed = $state(false);
  /** Somebody works here, or is about to: the microphone is asked for, and the centre is told. */
  isWanted = $state(false);
  readonly asking: Asking<string>;

  readonly #parts: TelephoneParts;
  #iceServers = $state.raw<RTCIceServer[] | null>(null);
  #tab = $state<OneDeskPart['state']>('asking');
  #pulse: PulsePart | null = null;
  #isOn = false;
  #isMaking = false;
  #offs: (() => void)[] = [];

  constructor(parts: TelephoneParts, asking: Asking<string>) {
    this.#parts = parts;
    this.asking = asking;
  }

  /** Another page of the person is the desk; this one rests. */
  readonly isElsewhere = $derived.by(() => this.#parts.mirror.desk?.is_own === false || this.#tab === 'elsewhere' || this.#tab === 'taken');
  readonly isMuted = $derived.by(() => this.sound?.session.isMuted ?? false);
  /** It rings in the browser. */
  readonly isRinging = $derived.by(() => this.sound?.session.state === 'ringing' && this.sound.session.direction === 'incoming');
  /** Something is heard through it. */
  readonly isUp = $derived.by(() => ['up', 'reconnecting'].includes(this.sound?.session.state ?? ''));
  /** Why the server did not let this page take over, in its words. */
  readonly takeOverRefusal = $derived.by(() => {
    const { error } = this.#parts.mirror;
    return error?.code === 'take_over_refused' ? error.message : null;
  });

  /** Until the function that comes back is called. */
  start(): () => void {
    const { oneDesk, mirror } = this.#parts;
    this.#isOn = true;
    this.#tab = oneDesk.state;
    this.#offs = [
      oneDesk.on('state', () => (this.#tab = oneDesk.state)),
      $effect.root(() => {
        $effect(() => {
          if (this.isWanted) untrack(() => void oneDesk.claim().then(() => (this.#tab = oneDesk.state)));
          else untrack(() => oneDesk.release());
        });
        $effect(() => {
          if (this.isElsewhere || !this.isWanted) untrack(() => this.#rest());
          else if (this.#iceServers !== null && this.#tab === 'here') untrack(() => this.#work());
        });
        $effect(() => {
          // Each word of the server drives the pulse: timers of hidden pages are slow.
          void mirror.age;
          untrack(() => this.#pulse?.beat());
        });
      }),
    ];
    return () => this.#stop();
  }

  #stop(): void {
    this.#isOn = false;
    for (const off of this.#offs) off();
    this.#offs = [];
    this.#pulse?.stop();
    this.#pulse = null;
    this.sound?.stop();
    this.#parts.oneDesk.release();
  }

  /** What the centre lets be used is known. */
  allow(hasBrowserTelephone: boolean, iceServers: RTCIceServer[]): void {
    const remembered = this.#parts.kept.telephone ?? 'browser';
    this.kind = hasBrowserTelephone ? remembered : 'sip';
    this.#iceServers = iceServers;
  }

  /** Which one the shift goes on; remembered. */
  choose(wanted: Telephone): void {
    if (wanted === this.kind) return;
    this.kind = wanted;
    this.remember();
    this.#rest();
    this.#work();
  }

  /** On or off in this browser, for who has no desk. In a click: browsers play nothing before one. */
  switch(isOn: boolean): void {
    this.#parts.kept.telephone = isOn ? 'browser' : 'sip';
    if (isOn) this.kind = 'browser';
    this.isWanted = isOn;
  }

  remember(): void {
    this.#parts.kept.telephone = this.kind;
  }

  /** In a call no other tab may take over. */
  setBusy(isInCall: boolean): void {
    this.#parts.oneDesk.setBusy(isInCall);
  }

  /** The telephone and the pulse, as far as they do not go on already. */
  #work(): void {
    const iceServers = this.#iceServers;
    if (iceServers === null || !this.isWanted) return;
    if (this.kind === 'sip') {
      this.#beginPulse(null);
      return;
    }
    if (this.sound !== null) {
      void this.#begin(this.sound);
      return;
    }
    // Two telephones of one page would throw each other out for ever.
    if (this.#isMaking) return;
    this.#isMaking = true;
    this.hasFailed = false;
    void this.#parts
      .makeSound(iceServers)
      .then(
        (sound) => {
          if (!this.#isOn || this.kind !== 'browser' || this.isElsewhere || !this.isWanted) return;
          this.sound = sound;
          void this.#begin(sound);
        },
        () => (this.hasFailed = true),
      )
      .finally(() => (this.#isMaking = false));
  }

  /** The server is told of this desk when it is known what it hears with. */
  async #begin(sound: Sound): Promise<void> {
    await sound.start();
    if (this.#isOn && sound.isOn) this.#beginPulse(sound);
  }

  #beginPulse(sound: Sound | null): void {
    if (this.#pulse !== null) return;
    this.#pulse = this.#parts.makePulse(this.kind, sound);
    this.#pulse.start();
  }

  #rest(): void {
    this.#pulse?.stop();
    this.#pulse = null;
    this.sound?.stop();
    if (this.kind === 'sip') this.sound = null;
  }

  /** Make this page the desk. */
  async takeOver(): Promise<void> {
    const { oneDesk, mirror, page } = this.#parts;
    await this.asking.ask('take_over', async () => {
      if (!mirror.isConnected) throw new Refusal(t.desk.failures.action); // and the other tab stays the desk
      if (oneDesk.state !== 'here' && (await oneDesk.takeOver()) === 'busy') throw new Refusal(t.desk.elsewhere.busy);
      // The server lets only a page take over that has said how it is, and this one has been silent.
      mirror.send({ type: 'desk', page, telephone: this.kind, trouble: this.kind === 'browser' ? 'no_telephone' : null });
      mirror.send({ type: 'take_over', page });
    });
  }

  /** The session is another one: what was refused with the old one is tried again. */
  async reconnect(): Promise<void> {
    if (this.sound?.isOn) await this.sound.reconnect();
  }
}
