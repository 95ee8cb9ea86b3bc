/** The sound of ringing, made by code: two tones in turn, one second of sound, one of silence. */
export type RingSound = 'low' | 'middle' | 'high';

/** Hertz. Three places in the range in which small speakers are loud. */
const TONES: Readonly<Record<RingSound, readonly [number, number]>> = {
  low: [440, 550],
  middle: [700, 880],
  high: [1000, 1250],
};

/** Seconds. */
const SOUND = 1;
const SILENCE = 1;
const TURN = 0.05;
const EDGE = 0.01;
const LOUDNESS = 0.6;

/** One round, to be played in a loop; `rate` in samples a second. */
export function ringSamples(sound: RingSound, rate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round((SOUND + SILENCE) * rate));
  const loud = Math.round(SOUND * rate);
  let phase = 0;
  for (let at = 0; at < loud; at++) {
    const seconds = at / rate;
    const tone = TONES[sound][Math.floor(seconds / TURN) % 2 === 0 ? 0 : 1];
    phase += (2 * Math.PI * tone) / rate; // goes on over the turn: no click
    const edge = Math.min(1, seconds / EDGE, (SOUND - seconds) / EDGE);
    samples[at] = LOUDNESS * edge * Math.sin(phase);
  }
  return samples;
}
