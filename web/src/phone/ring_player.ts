/**
 * Plays the ringing, on one or two outputs at once. It loops inside the audio engine: no timer, so a hidden page rings on time.
 */
import { type RingSound, ringSamples } from './ring_pattern';
import { Speaker } from './speaker';

export class RingPlayer {
  #context: AudioContext | null = null;
  #stream: MediaStreamAudioDestinationNode | null = null;
  #source: AudioBufferSourceNode | null = null;
  #speakers: Speaker[] = [];

  get isUnlocked(): boolean {
    return this.#context?.state === 'running' && !this.#speakers.some((one) => one.isBlocked);
  }

  /** From a click: a browser plays nothing before one. */
  async unlock(): Promise<boolean> {
    this.#context ??= new AudioContext();
    this.#stream ??= this.#context.createMediaStreamDestination();
    await Promise.race([this.#context.resume(), new Promise((done) => setTimeout(done, 500))]); // never fulfilled without a click
    await this.#play();
    return this.isUnlocked;
  }

  async setDevices(ids: readonly string[]): Promise<void> {
    const wanted = ids.length > 0 ? ids : [''];
    while (this.#speakers.length > wanted.length) this.#speakers.pop()?.stop();
    while (this.#speakers.length < wanted.length) this.#speakers.push(new Speaker());
    await Promise.all(this.#speakers.map((one, at) => one.setDevice(wanted[at] ?? '')));
    await this.#play();
  }

  start(sound: RingSound): void {
    this.stop();
    const [context, stream] = [this.#context, this.#stream];
    if (context === null || stream === null) return;
    void context.resume();
    const samples = ringSamples(sound, context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    source.connect(stream);
    source.start();
    this.#source = source;
    void this.#play();
  }

  stop(): void {
    this.#source?.stop();
    this.#source?.disconnect();
    this.#source = null;
  }

  async #play(): Promise<void> {
    const stream = this.#stream?.stream;
    if (stream) await Promise.all(this.#speakers.map((one) => one.play(stream)));
  }
}
