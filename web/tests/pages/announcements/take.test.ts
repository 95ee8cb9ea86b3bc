import { expect, it } from 'vitest';
import { cutOf, judged, length, loudnessOf, peaks, speechIn, wavOf, within } from '../../../src/pages/announcements/take';
import { spoken } from './support';

it('proposes to cut the silence around speech away', () => {
  const { begin, end } = speechIn(spoken());
  expect(begin).toBeCloseTo(0.9, 1);
  expect(end).toBeCloseTo(2.15, 1);
  expect(length(cutOf(spoken(), { begin, end }))).toBeCloseTo(end - begin, 3);
});

it('keeps a cut within the sound, and half a second of it', () => {
  expect(within(3, { begin: 2.9, end: 2 }, 'begin')).toEqual({ begin: 1.5, end: 2 });
  expect(within(3, { begin: -1, end: 2 }, 'begin').begin).toBe(0);
  expect(within(3, { begin: 1, end: 9 }, 'end').end).toBe(3);
  expect(within(3, { begin: 1, end: 0 }, 'end').end).toBe(1.5);
  expect(within(0.3, { begin: 0, end: 0 }, 'end').end).toBe(0.3);
});

it('says whether the microphone is too quiet or too loud', () => {
  expect([0, 0.05, 0.5, 1].map(loudnessOf)).toEqual(['silent', 'quiet', 'good', 'loud']);
  expect([0.001, 0.05, 0.5, 3].map((height) => judged(cutOf(spoken(height), { begin: 1, end: 2 })))).toEqual(['silent', 'quiet', 'good', 'loud']);
});

it('draws the sound by the highest sample of each part', () => {
  expect(peaks(spoken(), 3).map((peak) => Math.round(peak * 10) / 10)).toEqual([0, 0.5, 0]);
});

it('writes a WAV file of 16 bits and one channel', async () => {
  const file = new DataView(await wavOf({ samples: Float32Array.of(0, 1, -2), rate: 16_000 }).arrayBuffer());
  const text = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((place) => file.getUint8(at + place)));
  expect([text(0), text(8), text(36)]).toEqual(['RIFF', 'WAVE', 'data']);
  expect([file.getUint32(4, true), file.getUint16(22, true), file.getUint32(24, true), file.getUint16(34, true), file.getUint32(40, true)]).toEqual([
    42, 1, 16_000, 16, 6,
  ]);
  expect([0, 1, 2].map((sample) => file.getInt16(44 + 2 * sample, true))).toEqual([0, 32_767, -32_767]);
});
