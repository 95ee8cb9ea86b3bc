/** Where a stream is heard: an audio element with a device. */
import { Emitter } from './emitter';

export interface SpeakerEvents {
  /** The browser wants a click before it plays: show a button that calls `unlock()`. */
  blocked: null;
  playing: null;
}

export class Speaker extends Emitter<SpeakerEvents> {
  readonly #make: () => HTMLAudioElement;
  #element: HTMLAudioElement | null = null;
  #device = '';
  #isBlocked = false;

  constructor(make: () => HTMLAudioElement = () => new Audio()) {
    super();
    this.#make = make;
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** The id of an output; "default" and nothing are the system's own. Works while something is played. */
  async setDevice(id: string): Promise<void> {
    this.#device = id === 'default' ? '' : id;
    if (this.#element !== null) await this.#route(this.#element);
  }

  /** The device is set again for each stream: browsers forget it when it was unplugged meanwhile. */
  async play(stream: MediaStream): Promise<void> {
    const element = (this.#element ??= this.#make());
    element.autoplay = true;
    if (element.srcObject !== stream) element.srcObject = stream;
    await this.#route(element);
    await this.unlock();
  }

  stop(): void {
    if (this.#element === null) return;
    this.#element.pause();
    this.#element.srcObject = null;
  }

  /** Tries to play; from a click it may always. */
  async unlock(): Promise<void> {
    const element = this.#element;
    if (element === null || element.srcObject === null) return;
    try {
      await element.play();
      this.#isBlocked = false;
      this.emit('playing', null);
    } catch (error) {
      // AbortError: another stream or the end came first
      if (!(error instanceof Error) || error.name !== 'NotAllowedError') return;
      this.#isBlocked = true;
      this.emit('blocked', null);
    }
  }

  async #route(element: HTMLAudioElement): Promise<void> {
    if (typeof element.setSinkId !== 'function') return; // then the system's own device is all there is
    try {
      if (element.sinkId !== this.#device) await element.setSinkId(this.#device);
    } catch {
      await element.setSinkId('').catch(() => {}); // it was unplugged: rather somewhere than nowhere
    }
  }
}
