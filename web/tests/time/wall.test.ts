import { expect, it } from 'vitest';
import { hour, isoDay } from '../../src/time/format';
import { hourOf, momentAt } from '../../src/time/wall';

it.each([
  ['2026-11-24', '12:00', '2026-11-24T11:00:00.000Z'],
  ['2026-07-01', '7:30', '2026-07-01T05:30:00.000Z'],
  ['2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'], // comes twice
  ['2026-10-25', '03:00', '2026-10-25T02:00:00.000Z'],
  ['2026-03-29', '03:00', '2026-03-29T01:00:00.000Z'],
])('%s %s is %s', (day, at, moment) => {
  expect(momentAt(day, at)).toBe(moment);
  expect([isoDay(moment), hour(moment)]).toEqual([day, at.replace(/^0/, '')]);
});

it.each([
  ['12:05', '12:05'],
  ['7.30', '07:30'],
  ['1205', '12:05'],
  ['7', '07:00'],
  ['24:00', '24:00'],
  ['24:30', null],
  ['12:60', null],
  ['południe', null],
  ['', null],
])('%s is the hour %s', (typed, said) => {
  expect(hourOf(typed)).toBe(said);
});
