import { expect, it } from 'vitest';
import { amount, counter, day, dayOnly, duration, hour, hourWithSeconds, secondsBetween, telephone } from '../../src/time/format';

it.each([
  [0, '0 s'],
  [45.9, '45 s'],
  [60, '1 min'],
  [130, '2 min 10 s'],
  [3600, '1 h'],
  [6720, '1 h 52 min'],
  [3900, '1 h 05 min'],
  [-3, '0 s'],
])('%s seconds are said as %s', (seconds, said) => {
  expect(duration(seconds)).toBe(said);
});

it.each([
  [0, '0:00'],
  [134, '2:14'],
  [3734, '1:02:14'],
])('a counter of %s seconds shows %s', (seconds, shown) => {
  expect(counter(seconds)).toBe(shown);
});

it('shows moments in Poland’s time, in summer and in winter', () => {
  expect(hour('2026-11-27T07:42:00Z')).toBe('8:42');
  expect(hour('2026-07-01T06:42:00Z')).toBe('8:42');
  expect(hourWithSeconds('2026-11-27T08:41:07Z')).toBe('9:41:07');
  expect(hour('2026-11-26T23:05:00Z')).toBe('0:05');
  expect(day('2026-11-26T23:05:00Z')).toBe('27.11.2026');
  expect(hour('nonsense')).toBe('');
});

it('shows a day as it stands, and a sum as money', () => {
  expect([dayOnly('2026-11-26'), dayOnly('nonsense')]).toEqual(['26.11.2026', '']);
  expect(amount(172190).replace(/\s/g, ' ')).toBe('1 721,90 zł');
});

it('groups the digits of a telephone on one line, and leaves what is no such number', () => {
  expect(['600100200', '48600100200', '+48 86-273-60-51', '112', '86 2 w. 3', ''].map(telephone)).toEqual([
    '600\u00a0100\u00a0200',
    '+48\u00a0600\u00a0100\u00a0200',
    '+48\u00a0862\u00a0736\u00a0051',
    '112',
    '86 2 w. 3',
    '',
  ]);
});

it('never reckons a time below nothing', () => {
  expect(secondsBetween('2026-11-27T08:00:00Z', '2026-11-27T08:02:10.9Z')).toBe(130);
  expect(secondsBetween('2026-11-27T08:00:01Z', '2026-11-27T08:00:00Z')).toBe(0);
});
