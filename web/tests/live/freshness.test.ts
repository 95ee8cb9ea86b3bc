import { expect, it } from 'vitest';
import { ageNow, isFreshAt } from '../../src/live/freshness';

it('data ages from what the server said, and is old without an answer', () => {
  expect(ageNow(null, 0)).toBe(Infinity);
  expect(ageNow({ age: 0.4, at: 1000 }, 2000)).toBeCloseTo(1.4);
  expect(ageNow({ age: 0.4, at: 1000 }, 900)).toBeCloseTo(0.4);
});

it('is fresh up to three seconds, and only if complete', () => {
  expect(isFreshAt(3, true)).toBe(true);
  expect(isFreshAt(3.1, true)).toBe(false);
  expect(isFreshAt(0, false)).toBe(false);
});
