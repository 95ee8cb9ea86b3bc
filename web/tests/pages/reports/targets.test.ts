import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/pages/reports/reports_api';
import { standings } from '../../../src/pages/reports/targets';

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
    expect(standings(all, '2026-11-28')).toEqual(['inForce', 'over', 'inForce', 'planned', 'inForce']);
    expect(standings([], '2026-11-28')).toEqual([]);
  });
});
