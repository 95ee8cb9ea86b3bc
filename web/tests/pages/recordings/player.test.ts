import { expect, it } from 'vitest';
import { columnsOf, outlineOf, seekOf, spansOf, within } from '../../../src/pages/recordings/player';

it.each([
  ['ArrowRight', 10, 15],
  ['ArrowLeft', 10, 5],
  ['ArrowUp', 10, 15],
  ['ArrowDown', 3, 0],
  ['PageUp', 10, 40],
  ['PageDown', 40, 10],
  ['Home', 40, 0],
  ['End', 40, 60],
  ['x', 40, null],
  ['Enter', 40, null],
])('%s at %d s leads to %s', (key, position, to) => {
  expect(seekOf(key, position, 60)).toBe(to);
});

it('stays within the recording', () => {
  expect([within(-2, 60), within(61, 60), within(Number.NaN, 60), within(5, 0)]).toEqual([0, 60, 0, 0]);
});

it('draws the loudest of each part, so that no short word is lost', () => {
  expect(columnsOf([0, 255, 0, 0, 0, 51], 3)).toEqual([1, 0, 0.2]);
  expect(columnsOf([255, 0], 500)).toEqual([1, 0]);
  expect(columnsOf([], 500)).toEqual([]);
});

it('draws the caller above the middle and the consultant below', () => {
  expect(outlineOf([1, 0.5], 100, 40, true)).toBe('M0,0L25,-40L75,-20L100,0Z');
  expect(outlineOf([1, 0.5], 100, 40, false)).toBe('M0,0L25,40L75,20L100,0Z');
  expect(outlineOf([], 100, 40, true)).toBe('');
});

it('shows silent spans where they are, also one that has no end', () => {
  const marks = [
    { why: 'secret' as const, from_time: 15, to_time: 30 },
    { why: 'asked' as const, from_time: 50, to_time: null },
    { why: 'hold' as const, from_time: 70, to_time: 80 },
  ];
  expect(spansOf(marks, 60)).toEqual([
    { why: 'secret', begins: 15, ends: 30, from: 0.25, length: 0.25 },
    { why: 'asked', begins: 50, ends: 60, from: 50 / 60, length: 10 / 60 },
  ]);
  expect(spansOf(marks, 0)).toEqual([]);
});
