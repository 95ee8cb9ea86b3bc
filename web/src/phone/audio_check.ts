/**
 * The check before the shift: does the microphone hear something (`LevelMeter`), and does sound go to the server and come back (`echoCheck`)?
 */
import type { Phone } from './phone';
import { browserTimers, type Timers, within } from './timers';
import { loudness, toneShare } from './tone';

export type Missing = 'no_telephone' | 'no_microphone' | 'no_sound';

export type EchoResult =
  /** `level`: how loud the tone came back, 0 to 0.7. */
  { ok: true; level: number; tookMs: number } | { ok: false; missing: Missing; tookMs: number };

/** Hears one stream or track. */
export interface Ear {
  samples(): Float32Array;
  readonly rate: number;
  stop(): void;
}

export interface Tone {
  readonly track: MediaStreamTrack;
  stop(): void;
}

export interface AudioTools {
  listen(source: MediaStream): Ear;
  tone(frequency: number): Tone;
}

/** Hertz: goes through every telephone codec, and no hum or voice stays on it. */
const TONE = 1_004;
/** Milliseconds; together they stay under 4 s. */
const UP_TIME = 2_000;
const TONE_TIME = 1_500;
const LOOK = 40;
/** A tone that echo cancellation or a codec has touched is still above these; speech and noise are not. */
const SHARE = 0.5;
const LEVEL = 0.005;
const LOOKS = 3;

export interface EchoOptions {
  phone: Phone;
  devices: { readonly microphone: MediaStreamTrack | null };
  tools?: AudioTools;
  timers?: Timers;
}

/** Calls `echo`, sends a tone in place of the microphone and listens for it. Never touches a call that is there. */
export async function echoCheck({ phone, devices, tools = webAudio, timers = browserTimers }: EchoOptions): Promise<EchoResult> {
  const begun = timers.now();
  const missing = (what: Missing): EchoResult => ({ ok: false, missing: what, tookMs: timers.now() - begun });
  if (devices.microphone === null) return missing('no_microphone');
  if (!phone.call('echo')) return missing('no_telephone');
  const { id } = phone.session;
  const isOurs = (): boolean => phone.session.id === id && phone.session.state !== 'ended';
  const isUp = (): boolean => phone.session.state === 'up' && phone.media !== null;
  let tone: Tone | null = null;
  let ear: Ear | null = null;
  try {
    await within(UP_TIME, timers, () => isUp() || !isOurs());
    const media = phone.media;
    if (!isOurs() || !isUp() || media === null) return missing('no_telephone');
    tone = tools.tone(TONE);
    ear = tools.listen(media.remote);
    await phone.setMicrophone(tone.track);
    const level = await heardTone(ear, timers, isOurs);
    return level === null ? missing('no_sound') : { ok: true, level, tookMs: timers.now() - begun };
  } catch {
    return missing('no_sound'); // the browser gave no audio context, or the call ended under our hands
  } finally {
    ear?.stop();
    tone?.stop();
    if (isOurs()) phone.hangUpMedia();
  }
}

async function heardTone(ear: Ear, timers: Timers, goesOn: () => boolean): Promise<number | null> {
  let [seen, level] = [0, 0];
  const end = timers.now() + TONE_TIME;
  while (timers.now() < end && goesOn()) {
    await new Promise<void>((done) => void timers.after(LOOK, done));
    const samples = ear.samples();
    const isTone = loudness(samples) >= LEVEL && toneShare(samples, TONE, ear.rate) >= SHARE;
    seen = isTone ? seen + 1 : 0;
    level = Math.max(level, isTone ? loudness(samples) : 0);
    if (seen >= LOOKS) return level;
  }
  return null;
}

/** How loud the microphone is, for a bar that moves: 0 to 1. Ask at each frame of the picture. */
export class LevelMeter {
  readonly #ear: Ear;

  constructor(track: MediaStreamTrack, tools: AudioTools = webAudio) {
    this.#ear = tools.listen(new MediaStream([track]));
  }

  /** -60 dB and less are 0, -6 dB and more are 1. */
  level(): number {
    const decibel = 20 * Math.log10(loudness(this.#ear.samples()) + 1e-9);
    return Math.min(1, Math.max(0, (decibel + 60) / 54));
  }

  stop(): void {
    this.#ear.stop();
  }
}

/** The browser's own. Chromium gives the sound of a call to an analyser only while an element plays it too: the telephone does that. */
export const webAudio: AudioTools = {
  listen(source) {
    const context = new AudioContext();
    void context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    context.createMediaStreamSource(source).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    return {
      rate: context.sampleRate,
      samples() {
        analyser.getFloatTimeDomainData(samples);
        return samples;
      },
      stop: () => void context.close(),
    };
  },
  tone(frequency) {
    const context = new AudioContext();
    void context.resume();
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    const gain = context.createGain();
    gain.gain.value = 0.3;
    const stream = context.createMediaStreamDestination();
    oscillator.connect(gain).connect(stream);
    oscillator.start();
    const [track] = stream.stream.getAudioTracks();
    if (!track) throw new Error('the audio context gave no track');
    return { track, stop: () => void context.close() };
  },
};
