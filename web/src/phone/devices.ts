/**
 * Microphone, headset and what rings: chosen apart, remembered, replaced when unplugged.
 *
 * The microphone's track is held from `start()` to `stop()`, not for a call only: answering is then immediate, a refused or missing
 * microphone is known before a call, and Chromium does not freeze a page that captures sound.
 */
import { chosen, type Device, devicesOf, readWanted, type Switched, switched, type Wanted } from './device_choice';
import { Emitter } from './emitter';
import { Speaker } from './speaker';

export type { Device, Switched } from './device_choice';

/** `busy`: another program has it. */
export type Permission = 'unknown' | 'granted' | 'refused' | 'missing' | 'busy';

export interface InUse {
  readonly microphone: Device | null;
  readonly headset: Device | null;
  readonly ringing: readonly Device[];
}

export interface DevicesEvents {
  /** Devices, choices or the permission. */
  changed: null;
  microphone: MediaStreamTrack | null;
  switched: Switched;
}

export interface DevicesOptions {
  /** Null where there is none: a page that did not come by https. */
  media?: Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'> | null;
  permissions?: Pick<Permissions, 'query'> | null;
  storage?: Pick<Storage, 'getItem' | 'setItem'> | null;
  headset?: Speaker;
}

const KEY = 's724.phone.devices';
const SPEECH: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const NOTHING: InUse = { microphone: null, headset: null, ringing: [] };

export class Devices extends Emitter<DevicesEvents> {
  readonly headset: Speaker;
  readonly #media: DevicesOptions['media'];
  readonly #permissions: DevicesOptions['permissions'];
  readonly #storage: DevicesOptions['storage'];
  readonly #refreshed = () => void this.refresh();
  #wanted: Wanted;
  #inUse: InUse = NOTHING;
  #inputs: Device[] = [];
  #outputs: Device[] = [];
  #track: MediaStreamTrack | null = null;
  #trackOf: Device | null = null;
  #permission: Permission = 'unknown';
  #status: PermissionStatus | null = null;
  #isOn = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: DevicesOptions = {}) {
    super();
    this.#media = options.media === undefined ? navigator.mediaDevices : options.media;
    this.#permissions = options.permissions === undefined ? navigator.permissions : options.permissions;
    this.#storage = options.storage === undefined ? localStorage : options.storage;
    this.headset = options.headset ?? new Speaker();
    this.#wanted = readWanted(this.#storage?.getItem(KEY) ?? null);
  }

  get microphone(): MediaStreamTrack | null {
    return this.#track?.readyState === 'live' ? this.#track : null;
  }

  get permission(): Permission {
    return this.#permission;
  }

  get inputs(): readonly Device[] {
    return this.#inputs;
  }

  get outputs(): readonly Device[] {
    return this.#outputs;
  }

  get inUse(): InUse {
    return this.#inUse;
  }

  /** Asks for the microphone, and holds it. Fulfilled when it is there or it is known why not (`permission`). */
  async start(): Promise<void> {
    if (!this.#isOn) {
      this.#isOn = true;
      this.#media?.addEventListener('devicechange', this.#refreshed);
      await this.#watchPermission();
    }
    await this.refresh();
  }

  stop(): void {
    this.#isOn = false;
    this.#media?.removeEventListener('devicechange', this.#refreshed);
    this.#status?.removeEventListener('change', this.#refreshed);
    this.#status = null;
    this.#setTrack(null, null);
  }

  async chooseMicrophone(id: string): Promise<void> {
    await this.#choose({ microphone: this.#inputs.find((one) => one.id === id) ?? null });
  }

  async chooseHeadset(id: string): Promise<void> {
    await this.#choose({ headset: this.#outputs.find((one) => one.id === id) ?? null });
  }

  /** One or two outputs. */
  async chooseRinging(ids: readonly string[]): Promise<void> {
    await this.#choose({ ringing: this.#outputs.filter((one) => ids.includes(one.id)).slice(0, 2) });
  }

  /** Looks at what is plugged in and makes the best of it. Called by itself at each change; one after the other. */
  refresh(): Promise<void> {
    this.#work = this.#work.then(() => this.#arrange());
    return this.#work;
  }

  async #choose(choice: Partial<Wanted>): Promise<void> {
    this.#wanted = { ...this.#wanted, ...choice };
    this.#storage?.setItem(KEY, JSON.stringify(this.#wanted));
    // whoever chose it need not be told
    this.#inUse = {
      microphone: choice.microphone === undefined ? this.#inUse.microphone : null,
      headset: choice.headset === undefined ? this.#inUse.headset : null,
      ringing: choice.ringing === undefined ? this.#inUse.ringing : [],
    };
    await this.refresh();
  }

  async #arrange(): Promise<void> {
    if (!this.#isOn) return;
    await this.#look();
    // before the permission there are no names: any microphone will do, and the wanted one is taken with the names known
    if (this.#inputs.length === 0) await this.#take(this.#wanted.microphone);
    const microphone = chosen(this.#wanted.microphone, this.#inputs);
    const isSame = this.#trackOf?.id === microphone?.id && this.#trackOf?.label === microphone?.label;
    if (microphone !== null && (this.microphone === null || !isSame)) await this.#take(microphone);
    if (!this.#isOn) return;
    const wantedRinging = this.#wanted.ringing.length > 0 ? this.#wanted.ringing : [null];
    const ringing = wantedRinging.map((wanted) => chosen(wanted, this.#outputs)).filter((one) => one !== null);
    const unique = ringing.filter((one, at) => ringing.findIndex(({ id }) => id === one.id) === at);
    const before = this.#inUse;
    this.#inUse = Object.freeze({ microphone: this.#trackOf, headset: chosen(this.#wanted.headset, this.#outputs), ringing: unique });
    await this.headset.setDevice(this.#inUse.headset?.id ?? '');
    this.#tellSwitched(before);
    this.emit('changed', null);
  }

  #tellSwitched(before: InUse): void {
    const { microphone, headset, ringing } = this.#inUse;
    const told = [
      switched('microphone', before.microphone, microphone, this.#wanted.microphone, this.#inputs),
      switched('headset', before.headset, headset, this.#wanted.headset, this.#outputs),
      switched('ringing', before.ringing[0] ?? null, ringing[0] ?? null, this.#wanted.ringing[0] ?? null, this.#outputs),
    ];
    for (const one of told) if (one !== null) this.emit('switched', one);
  }

  async #look(): Promise<void> {
    const all = (await this.#media?.enumerateDevices().catch(() => [])) ?? [];
    this.#inputs = devicesOf('audioinput', all);
    this.#outputs = devicesOf('audiooutput', all);
  }

  async #take(device: Device | null): Promise<void> {
    try {
      const audio = device === null ? SPEECH : { ...SPEECH, deviceId: { exact: device.id } };
      const stream = await this.#media?.getUserMedia({ audio });
      const track = stream?.getAudioTracks()[0] ?? null;
      if (!this.#isOn) return track?.stop();
      this.#permission = track === null ? 'missing' : 'granted';
      track?.addEventListener('ended', this.#refreshed);
      this.#setTrack(track, device);
      await this.#look();
      if (device === null) this.#trackOf = chosen(null, this.#inputs);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      // unplugged at this moment, or held by another program: rather another one than none
      if (device !== null && (name === 'OverconstrainedError' || name === 'NotReadableError')) return this.#take(null);
      this.#permission = name === 'NotAllowedError' ? 'refused' : name === 'NotReadableError' ? 'busy' : 'missing';
      this.#setTrack(null, null);
    }
  }

  #setTrack(track: MediaStreamTrack | null, device: Device | null): void {
    const before = this.#track;
    this.#track = track;
    this.#trackOf = device;
    before?.removeEventListener('ended', this.#refreshed);
    if (before !== track) this.emit('microphone', track);
    before?.stop();
  }

  async #watchPermission(): Promise<void> {
    try {
      this.#status = (await this.#permissions?.query({ name: 'microphone' as PermissionName })) ?? null;
      this.#status?.addEventListener('change', this.#refreshed);
    } catch {
      this.#status = null; // a browser that does not tell: the track's end does
    }
  }
}
