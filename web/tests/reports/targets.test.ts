import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/reports/reports_api';
import { numberOf, standings } from '../../src/reports/targets';

const target = (metric: string, office: string | null, valid_from: string, value: number | null = 80): Target => ({
  metric,
  office,
  valid_from,
  value,
  title: '',
  unit: '%',
  text: '',
  changed_by: 'kierownik-wup',
  changed_at: '2026-11-01T08:00:00Z',
});

describe('targets', () => {
  it('the newest whose day has come is in force, for each figure and office', () => {
    const all = [
      target('asa', null, '2026-01-01'),
      target('service_level', null, '2026-01-01'),
      target('service_level', null, '2026-11-28', null),
      target('service_level', null, '2026-11-29'),
      target('service_level', '20060', '2026-11-27'),
    ];
    expect(standings(all, '2026-11-28')).toEqual(['in_force', 'over', 'in_force', 'planned', 'in_force']);
    expect(standings([], '2026-11-28')).toEqual([]);
  });

  it.each([
    ['80', 80],
    [' 80,5 ', 80.5],
    ['4.25', 4.25],
    ['1 200', 1200],
    ['1\u00a0200', 1200],
    ['0', 0],
    ['1000000', 1_000_000],
    ['1000001', null],
    ['', null],
    ['-1', null],
    ['80 %', null],
    ['1e3', null],
    ['4,5,6', null],
    ['Infinity', null],
  ])('%j is the number %s', (text, number) => {
    expect(numberOf(text)).toBe(number);
  });
});
