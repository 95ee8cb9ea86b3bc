import { expect, it } from 'vitest';
import { spanOf, spanWithDays } from '../../src/words/span';

it.each([
  [1826, '5 lat'],
  [1825, '5 lat'],
  [731, '2 lata'],
  [365, '1 rok'],
  [366, '1 rok'],
  [364, '364 dni'],
  [90, '90 dni'],
  [1, '1 dzień'],
  [8036, '22 lata'],
  [9131, '25 lat'],
])('%s days are said as %s', (days, said) => {
  expect(spanOf('pl', days)).toBe(said);
});

it('with days only where they are not what is said', () => {
  expect([spanWithDays('pl', 1826), spanWithDays('pl', 90), spanWithDays('en', 731)]).toEqual(['5 lat (1826 dni)', '90 dni', '2 years (731 days)']);
});
