/** How much of a sound is one tone (Goertzel's algorithm), and how loud it is. */

/** The share of the tone in the power of the samples: 1 for the pure tone, about 0 for speech, noise and silence. */
export function toneShare(samples: ArrayLike<number>, frequency: number, rate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  let [before, last, power] = [0, 0, 0];
  for (let at = 0; at < samples.length; at++) {
    const sample = samples[at] ?? 0;
    [before, last] = [last, sample + coefficient * last - before];
    power += sample * sample;
  }
  if (power === 0) return 0;
  const tone = last * last + before * before - coefficient * last * before;
  return Math.min(1, (2 * tone) / (samples.length * power));
}

/** Root mean square: 0 for silence, 0.7 for a tone of full strength. */
export function loudness(samples: ArrayLike<number>): number {
  let power = 0;
  for (let at = 0; at < samples.length; at++) power += (samples[at] ?? 0) ** 2;
  return samples.length === 0 ? 0 : Math.sqrt(power / samples.length);
}
