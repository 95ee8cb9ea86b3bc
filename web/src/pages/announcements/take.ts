/** A recorded sound before it is sent: how loud it is, where it is cut, and as a file. Pure. */

/** One channel. */
export interface Take {
  readonly samples: Float32Array;
  readonly rate: number;
}

/** Where it begins and ends, in seconds. */
export interface Cut {
  readonly begin: number;
  readonly end: number;
}

export type Loudness = 'silent' | 'quiet' | 'good' | 'loud';

/** Of the sound that is sent: more than a telephone carries, and five minutes stay below the 20 MB that the server takes. */
export const SENT_RATE = 16_000;
export const LONGEST_SECONDS = 300;
export const MOST_BYTES = 20 * 1024 * 1024;
export const SHORTEST_SECONDS = 0.5;

const BLOCK = 0.05; // seconds
const WAV_HEADER = 44;

export const length = ({ samples, rate }: Take): number => samples.length / rate;

export function cutOf(take: Take, { begin, end }: Cut): Take {
  return { samples: take.samples.subarray(Math.round(begin * take.rate), Math.round(end * take.rate)), rate: take.rate };
}

/** A cut stays within the sound, and leaves something of it. */
export function within(total: number, { begin, end }: Cut, moved: 'begin' | 'end'): Cut {
  const least = Math.min(SHORTEST_SECONDS, total);
  if (moved === 'begin') return { begin: Math.max(0, Math.min(begin, end - least)), end };
  return { begin, end: Math.min(total, Math.max(end, begin + least)) };
}

/** The highest sample of each of `columns` parts, 0 to 1: a picture of the sound. */
export function peaks({ samples }: Take, columns: number): number[] {
  const size = samples.length / columns;
  return Array.from({ length: columns }, (_, column) => peakOf(samples, Math.floor(column * size), Math.floor((column + 1) * size)));
}

/** Of speech that is heard for a moment, by its peak: a microphone that is too far, one that is too near. */
export function loudnessOf(peak: number): Loudness {
  if (peak < 0.01) return 'silent';
  if (peak < 0.1) return 'quiet';
  return peak > 0.97 ? 'loud' : 'good';
}

/** Of the whole: by the loud parts of speech. One sample at the limit is no overdriven sound, a hundredth of a second is. */
export function judged(take: Take): Loudness {
  const blocks = Math.max(1, Math.floor(length(take) / BLOCK));
  const highest = peaks(take, blocks).sort((a, b) => b - a);
  const speech = highest[Math.floor(highest.length / 10)] ?? 0;
  const clipped = take.samples.reduce((sum, sample) => sum + (Math.abs(sample) > 0.99 ? 1 : 0), 0);
  if (clipped > take.rate / 100) return 'loud';
  return speech < 0.01 ? 'silent' : speech < 0.1 ? 'quiet' : 'good';
}

/** Where speech is, with a little before and after it: a first proposal of the cut. */
export function speechIn(take: Take): Cut {
  const blocks = Math.max(1, Math.ceil(length(take) / BLOCK));
  const all = peaks(take, blocks);
  const loudest = Math.max(...all);
  const heard = all.flatMap((peak, block) => (peak > Math.max(loudest / 20, 0.002) ? [block] : []));
  const [first, last] = [heard[0] ?? 0, heard.at(-1) ?? blocks - 1];
  return { begin: Math.max(0, (first - 2) * BLOCK), end: Math.min(length(take), (last + 4) * BLOCK) };
}

/** 16 bits, one channel. */
export function wavOf({ samples, rate }: Take): Blob {
  const view = new DataView(new ArrayBuffer(WAV_HEADER + samples.length * 2));
  const text = (at: number, word: string) => [...word].forEach((sign, place) => view.setUint8(at + place, sign.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, WAV_HEADER - 8 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, place) => view.setInt16(WAV_HEADER + place * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true));
  return new Blob([view.buffer], { type: 'audio/wav' });
}

function peakOf(samples: Float32Array, from: number, to: number): number {
  let peak = 0;
  for (let place = from; place < to; place += 1) peak = Math.max(peak, Math.abs(samples[place] ?? 0));
  return peak;
}
