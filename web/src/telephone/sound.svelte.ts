/** The browser telephone as the screen reads it: reactive copies of its states, and what people do with it. */
import { NO_SESSION, isCall, type Registration, type Session } from '../phone/phone';
import type { Device, Equipment, EchoResult, HealthWord, Meter, PageTrouble, Permission, ReadinessPart, Switched } from './equipment';

/** `running` has no result yet; `none`: not tried. */
export type Echo = 'none' | 'running' | EchoResult;

export class Sound {
  registration = $state.raw<Registration>({ state: 'connecting' });
  session = $state.raw<Session>(NO_SESSION);
  permission = $state<Permission>('unknown');
  inputs = $state.raw<readonly Device[]>([]);
  outputs = $state.raw<readonly Device[]>([]);
  microphone = $state.raw<MediaStreamTrack | null>(null);
  inUse = $state.raw<{ microphone: Device | null; headset: Device | null; ringing: readonly Device[] }>({
    microphone: null,
    headset: null,
    ringing: [],
  });
  trouble = $state<PageTrouble>('');
  health = $state<HealthWord>(null);
  /** The last device that took another's place, until it was read. */
  switched = $state.raw<Switched | null>(null);
  /** The browser wants a click before it plays anything. */
  isBlocked = $state(false);
  echo = $state.raw<Echo>('none');
  areNotificationsOn = $state(false);

  isOn = false;
  readonly #parts: Equipment;
  #offs: (() => void)[] = [];

  constructor(parts: Equipment) {
    this.#parts = parts;
  }

  /** Asks for the microphone, then registers. Harmless when it goes on already. Fulfilled when it is known what there is. */
  async start(): Promise<void> {
    if (this.isOn) return;
    this.isOn = true;
    const { phone, devices, ringer, readiness, health } = this.#parts;
    const look = () => {
      this.permission = devices.permission;
      this.inputs = [...devices.inputs];
      this.outputs = [...devices.outputs];
      this.microphone = devices.microphone;
      this.inUse = { ...devices.inUse };
    };
    this.#offs = [
      phone.on('registration', (registration) => (this.registration = registration)),
      phone.on('session', (session) => {
        this.session = session;
        if (!isCall(session.state)) this.health = null;
      }),
      devices.on('changed', look),
      devices.on('microphone', look),
      devices.on('switched', (what) => (this.switched = what)),
      readiness.on('trouble', () => (this.trouble = readiness.trouble)),
      health.on('quality', () => (this.health = health.now?.word ?? null)),
      ringer.on('blocked', () => (this.isBlocked = true)),
    ];
    this.registration = phone.registration;
    this.session = phone.session;
    look();
    await devices.start();
    if (!this.isOn) return;
    phone.start();
    readiness.start();
    // A page that holds the microphone mostly may play without a click.
    this.unlock();
  }

  /** Releases the microphone. Ends a call that is there. */
  stop(): void {
    if (!this.isOn) return;
    this.isOn = false;
    for (const off of this.#offs) off();
    this.#offs = [];
    const { phone, devices, ringer, readiness } = this.#parts;
    ringer.stop();
    readiness.stop();
    phone.stop();
    devices.stop();
    this.session = NO_SESSION;
    this.microphone = null;
    this.health = null;
  }

  get readiness(): ReadinessPart {
    return this.#parts.readiness;
  }

  get isInCall(): boolean {
    return isCall(this.session.state);
  }

  /** In a click or a key: browsers play nothing before one. */
  unlock(): void {
    const { ringer, devices } = this.#parts;
    void Promise.all([ringer.unlock(), devices.headset.unlock()]).then(([isUnlocked]) => {
      this.isBlocked = !isUnlocked || devices.headset.isBlocked;
    });
  }

  answer(): boolean {
    this.unlock();
    return this.#parts.phone.answer();
  }

  setMuted(isMuted: boolean): void {
    this.#parts.phone.setMuted(isMuted);
  }

  sendKey(key: string): boolean {
    return this.#parts.phone.sendKeys(key);
  }

  hangUpMedia(): void {
    this.#parts.phone.hangUpMedia();
  }

  heal(): void {
    this.#parts.phone.heal();
  }

  ring(title: string, body: string): void {
    this.#parts.ringer.ring({ title, body });
  }

  stopRinging(): void {
    this.#parts.ringer.stop();
  }

  expectSound(isExpected: boolean): void {
    this.#parts.health.expectSound(isExpected);
  }

  /** Once more for the microphone, after the person has allowed or plugged it in. */
  async askForMicrophone(): Promise<void> {
    await this.#parts.devices.start();
  }

  async reconnect(): Promise<void> {
    this.#parts.phone.start();
    await this.#parts.phone.check();
  }

  alive(): void {
    this.#parts.readiness.alive();
  }

  async checkEcho(): Promise<void> {
    if (this.echo === 'running') return;
    this.unlock();
    this.echo = 'running';
    const result = await this.#parts.echoCheck();
    this.echo = result;
    this.#parts.readiness.echoWas(result);
  }

  async testRinging(): Promise<void> {
    this.unlock();
    await this.#parts.ringer.test();
  }

  async askForNotifications(): Promise<void> {
    this.areNotificationsOn = await this.#parts.ringer.askForNotifications();
  }

  chooseMicrophone(id: string): void {
    this.echo = 'none';
    void this.#parts.devices.chooseMicrophone(id);
  }

  chooseHeadset(id: string): void {
    this.echo = 'none';
    void this.#parts.devices.chooseHeadset(id);
  }

  chooseRinging(ids: readonly string[]): void {
    void this.#parts.devices.chooseRinging(ids);
  }

  /** Of the microphone that is held; null without one. Its owner stops it. */
  meter(): Meter | null {
    return this.microphone === null ? null : this.#parts.meter(this.microphone);
  }

  readSwitched(): void {
    this.switched = null;
  }
}
