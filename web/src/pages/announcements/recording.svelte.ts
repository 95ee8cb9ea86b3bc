/** Recording somebody's voice by the browser's microphone, or taking a file, until there is a sound that can be cut and sent. */
import { webAudio } from '../../phone/audio_check';
import { cutOf, judged, length, LONGEST_SECONDS, loudnessOf, MOST_BYTES, SENT_RATE, speechIn, wavOf, within, type Cut, type Loudness, type Take } from './take';

/** `cut`: there is a sound. */
export type Phase = 'none' | 'asking' | 'recording' | 'reading' | 'cut';
export type Trouble = 'refused' | 'missing' | 'busy' | 'insecure' | 'unreadable' | 'large' | 'long' | 'short';

/** What the browser has for it; tests bring their own. */
export interface Tools {
  microphone(): Promise<MediaStream>;
  /** What is recorded, once it is stopped. */
  record(stream: MediaStream): { stop(): Promise<Blob> };
  meter(stream: MediaStream): { peak(): number; stop(): void };
  /** One channel at SENT_RATE. Rejects what is no sound. */
  decode(content: Blob): Promise<Take>;
  frame(next: () => void): () => void;
  now(): number;
}

const TROUBLES: Readonly<Record<string, Trouble>> = { NotAllowedError: 'refused', SecurityError: 'refused', NotReadableError: 'busy' };
const FALL = 0.9; // of the level at each frame, so that it can be read
const SLOW_FALL = 0.985; // of what words are said of: pauses between words are no silence

export class Recording {
  phase = $state<Phase>('none');
  trouble = $state<Trouble | null>(null);
  /** Of what the microphone hears, 0 to 1. */
  level = $state(0);
  seconds = $state(0);
  take = $state.raw<Take | null>(null);
  cut = $state.raw<Cut>({ begin: 0, end: 0 });
  #held = $state(0);
  readonly heard = $derived<Loudness>(loudnessOf(this.#held));
  readonly judged = $derived<Loudness | null>(this.take === null ? null : judged(cutOf(this.take, this.cut)));
  readonly total = $derived(this.take === null ? 0 : length(this.take));
  #stop: (() => Promise<Blob>) | null = null;
  #release: () => void = () => undefined;
  #round = 0;

  constructor(private readonly tools: Tools = browserTools) {}

  /** Asks for the microphone and records until `stop`, or five minutes. */
  async start(): Promise<void> {
    this.forget();
    const round = this.#round;
    this.phase = 'asking';
    try {
      const stream = await this.tools.microphone();
      if (round !== this.#round) return release(stream);
      this.#listen(stream);
    } catch (error) {
      if (round !== this.#round) return;
      this.phase = 'none';
      this.trouble = troubleOf(error);
    }
  }

  async stop(): Promise<void> {
    if (this.#stop === null) return;
    const stop = this.#stop;
    this.#stop = null;
    await this.#read(async () => {
      const content = await stop();
      this.#release();
      return content;
    });
  }

  /** A file in the place of the microphone. */
  async open(file: Blob): Promise<void> {
    this.forget();
    if (file.size > MOST_BYTES) this.trouble = 'large';
    else await this.#read(() => Promise.resolve(file));
  }

  move(which: 'begin' | 'end', to: number): void {
    this.cut = within(this.total, { ...this.cut, [which]: to }, which);
  }

  /** All of it again. */
  whole(): void {
    this.cut = { begin: 0, end: this.total };
  }

  /** What is sent. null: there is nothing. */
  sound(): Blob | null {
    return this.take === null ? null : wavOf(cutOf(this.take, this.cut));
  }

  /** Also what is on its way. */
  forget(): void {
    this.#round += 1;
    this.#stop = null;
    this.#release();
    this.#release = () => undefined;
    this.phase = 'none';
    this.trouble = this.take = null;
    this.level = this.#held = this.seconds = 0;
  }

  #listen(stream: MediaStream): void {
    const meter = this.tools.meter(stream);
    const recorder = this.tools.record(stream);
    const begun = this.tools.now();
    const look = () => {
      const peak = meter.peak();
      this.level = Math.max(peak, this.level * FALL);
      this.#held = Math.max(peak, this.#held * SLOW_FALL);
      this.seconds = (this.tools.now() - begun) / 1000;
      if (this.seconds >= LONGEST_SECONDS) void this.stop();
    };
    const end = this.tools.frame(look);
    this.#release = () => {
      end();
      meter.stop();
      release(stream);
    };
    this.#stop = () => recorder.stop();
    this.phase = 'recording';
  }

  async #read(content: () => Promise<Blob>): Promise<void> {
    const round = this.#round;
    this.phase = 'reading';
    let take: Take | null = null;
    try {
      take = await this.tools.decode(await content());
    } catch {
      take = null;
    }
    if (round !== this.#round) return;
    this.level = 0;
    this.trouble = take === null ? 'unreadable' : length(take) > LONGEST_SECONDS + 1 ? 'long' : length(take) < 0.2 ? 'short' : null;
    this.take = this.trouble === null ? take : null;
    this.phase = this.take === null ? 'none' : 'cut';
    if (this.take !== null) this.cut = speechIn(this.take);
  }
}

function troubleOf(error: unknown): Trouble {
  return TROUBLES[error instanceof Error ? error.name : ''] ?? (error === INSECURE ? 'insecure' : 'missing');
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** A page that did not come by https has no microphone. */
const INSECURE = Symbol('insecure');

export const browserTools: Tools = {
  async microphone() {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- told apart from what the browser throws
    if (media === undefined) throw INSECURE;
    // The voice as it is: what levels a conversation pumps in an announcement.
    return media.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, autoGainControl: false, noiseSuppression: true } });
  },
  record(stream) {
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 128_000 });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const ended = new Promise<Blob>((done) => recorder.addEventListener('stop', () => done(new Blob(parts, { type: recorder.mimeType }))));
    recorder.start();
    return {
      stop() {
        if (recorder.state !== 'inactive') recorder.stop();
        return ended;
      },
    };
  },
  meter(stream) {
    const ear = webAudio.listen(stream);
    return { peak: () => ear.samples().reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0), stop: () => ear.stop() };
  },
  async decode(content) {
    const context = new OfflineAudioContext(1, 1, SENT_RATE);
    const sound = await context.decodeAudioData(await content.arrayBuffer());
    const samples = new Float32Array(sound.length);
    for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
      sound.getChannelData(channel).forEach((sample, place) => (samples[place] = (samples[place] ?? 0) + sample / sound.numberOfChannels));
    }
    return { samples, rate: sound.sampleRate };
  },
  frame(next) {
    let handle = requestAnimationFrame(again);
    function again() {
      next();
      handle = requestAnimationFrame(again);
    }
    return () => cancelAnimationFrame(handle);
  },
  now: () => performance.now(),
};
