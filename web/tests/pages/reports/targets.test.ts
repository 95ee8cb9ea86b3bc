// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import Targets from '../../../src/pages/reports/Targets.svelte';
import type { Target } from '../../../src/pages/reports/reports_api';
import { standings } from '../../../src/pages/reports/targets';
import { button, field, press, seen, settled, show } from '../../support/mounted';

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

describe('the page of targets', () => {
  const metric = (key: string, better: string, threshold: number | null = null) => ({ key, title: `Wskaźnik ${key}`, unit: '%', better, threshold });
  const dictionary = {
    subjects: [
      {
        subject: 'x',
        metrics: [metric('service_level', 'higher', 20), metric('abandoned_share', 'lower'), { ...metric('survey_mean', 'higher'), unit: '1–5' }],
      },
    ],
    failure: '',
    ask: async () => undefined,
    at: (key: string) => dictionary.subjects[0]?.metrics.find((each) => each.key === key) ?? null,
  };
  const names = { officeChoices: () => [{ value: '20060', label: 'Kolno' }], office: () => 'Kolno' };
  const me = { rights: { set_report_targets: 'office' }, office: '20060', also_offices: [] };
  const page = async (rows: Target[], rights: object = me.rights) => {
    const given = { api: { list: async () => rows }, me: { ...me, rights }, names, dictionary } as never;
    await show(Targets, given);
    await settled();
  };

  it('offers three usual targets while there is none, and one press fills in the form', async () => {
    await page([]);
    await press('Wskaźnik abandoned_share: najwyżej 5 %');
    expect([field('Wskaźnik').value, field('Cel (%)').value]).toEqual(['abandoned_share', '5']);
    expect(button('Wskaźnik service_level, 20 s: co najmniej 80 %')).toBeTruthy();
    expect(button('Wskaźnik survey_mean: co najmniej 4,5')).toBeTruthy();
  });

  it('offers none to whoever may not set them, and where there is one', async () => {
    await page([], {});
    expect(seen()).not.toContain('Od czego zacząć');
    await page([target('asa', null, '2026-01-01')]);
    expect(seen()).not.toContain('Od czego zacząć');
  });
});
