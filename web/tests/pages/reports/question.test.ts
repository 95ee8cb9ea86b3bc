import { describe, expect, it } from 'vitest';
import { EVERY_CALL } from '../../../src/call_list/filters';
import { daysOf, isDay, shifted, weekdayOf, type Period } from '../../../src/pages/reports/periods';
import { addressOf, askedOf, NOTHING, questionOf, type Asked } from '../../../src/pages/reports/question';
import type { Report } from '../../../src/pages/reports/reports_api';
import { viewAddressOf } from '../../../src/pages/reports/view_address';

const report: Report = {
  key: 'waiting',
  title: 'Czekanie',
  question: 'Jak długo?',
  columns: ['offered', 'asa'],
  main: 'asa',
  by: ['interval', 'office'],
  default_by: 'interval',
  intervals: ['15min', '30min', '60min', 'day', 'week', 'month', 'quarter', 'year'],
  default_interval: 'day',
  more: [],
  chart: 'line',
};
const TODAY = '2026-11-26'; // a Thursday
const back = (address: string) => askedOf(new URLSearchParams(address.split('?')[1] ?? ''));

describe('periods', () => {
  it.each<[Period, string, string]>([
    ['today', '2026-11-26', '2026-11-26'],
    ['yesterday', '2026-11-25', '2026-11-25'],
    ['last_working_day', '2026-11-25', '2026-11-25'],
    ['this_week', '2026-11-23', '2026-11-26'],
    ['last_week', '2026-11-16', '2026-11-22'],
    ['this_month', '2026-11-01', '2026-11-26'],
    ['last_month', '2026-10-01', '2026-10-31'],
    ['this_year', '2026-01-01', '2026-11-26'],
    ['last_year', '2025-01-01', '2025-12-31'],
    ['own', '2026-01-05', '2026-01-09'],
  ])('%s is from %s to %s', (period, from, to) => {
    expect(daysOf(period, TODAY, { from: '2026-01-09', to: '2026-01-05' })).toEqual({ from, to });
  });

  it('goes over the end of a year and of February', () => {
    expect(daysOf('yesterday', '2027-01-01', NOTHING.own)).toEqual({ from: '2026-12-31', to: '2026-12-31' });
    expect(daysOf('last_month', '2028-03-31', NOTHING.own)).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(daysOf('last_week', '2026-11-23', NOTHING.own)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  });

  it('the last working day of a weekend and of a Monday is the Friday', () => {
    const of = (today: string) => daysOf('last_working_day', today, NOTHING.own).from;
    expect(['2026-11-28', '2026-11-29', '2026-11-30'].map(of)).toEqual(['2026-11-27', '2026-11-27', '2026-11-27']);
    expect(of('2026-12-01')).toBe('2026-11-30');
  });

  it('a holiday is no working day', () => {
    const of = (today: string) => daysOf('last_working_day', today, NOTHING.own).from;
    expect(['2027-01-04', '2026-11-12', '2026-12-28', '2027-03-30'].map(of)).toEqual(['2026-12-31', '2026-11-10', '2026-12-23', '2027-03-26']);
  });

  it('knows what is no day', () => {
    expect(['2026-02-30', '2026-13-01', '26.11.2026', '', '1999-12-31'].filter(isDay)).toEqual([]);
    expect(isDay('2028-02-29')).toBe(true);
    expect(shifted('nothing', 1)).toBe('');
    expect(weekdayOf('2026-11-22')).toBe(6);
  });
});

describe('the address', () => {
  const full: Asked = {
    ...NOTHING,
    period: 'own',
    own: { from: '2026-10-01', to: '2026-10-31' },
    by: 'office',
    interval: 'week',
    offices: ['20610', '20060'],
    topics: ['employer', ''],
    numbers: ['9510'],
    languages: ['uk'],
    scenarios: ['główny@3'],
    agents: ['k20060-1'],
    compare: 'earlier',
    threshold: 30,
    columns: ['asa', 'offered'],
    sort: { key: 'asa', isDown: true },
    calls: { metric: 'offered', line: '2026-10-25T02:00+02:00' },
    only: { ...EVERY_CALL, end: 'abandoned', over: '300', order: 'wait' },
    view: '0b8e-1',
  };

  it('keeps everything that is asked', () => {
    expect(back(addressOf('waiting', full))).toEqual(full);
    expect(back(addressOf('waiting', { ...full, calls: { metric: 'offered', line: null } })).calls).toEqual({ metric: 'offered', line: null });
  });

  it('says nothing where nothing is asked', () => {
    expect(addressOf('day', NOTHING)).toBe('/reports/day');
    expect(back('/reports/day')).toEqual(NOTHING);
    expect(addressOf('day', { ...NOTHING, period: 'last_month' })).toBe('/reports/day?period=last_month');
  });

  it('leaves out what fits none', () => {
    const typed = 'x?period=never&from=2026-02-30&to=2026-03-01&by=<b>&threshold=0&columns=asa,asa,%20&compare=x&offices=<i>&sort=A&view=..%2F';
    expect(back(typed)).toEqual({ ...NOTHING, columns: ['asa'] });
    expect(back('x?period=own').period).toBe('yesterday');
    expect(back('x?threshold=99999').threshold).toBeNull();
  });

  it('leads to a saved view, with its period by name where it has one', () => {
    const question = questionOf(report, full, TODAY);
    const address = viewAddressOf({ id: 'view-1', report: 'waiting', question, period: 'last_week' });
    expect(back(address)).toEqual({ ...full, period: 'last_week', own: NOTHING.own, sort: null, calls: null, only: EVERY_CALL, view: 'view-1' });
    expect(back(viewAddressOf({ id: 'view-1', report: 'waiting', question, period: null })).own).toEqual(full.own);
  });
});

describe('the question', () => {
  it.each<[Partial<Asked>, string]>([
    [{}, '60min'],
    [{ period: 'last_week' }, 'day'],
    [{ period: 'last_month' }, 'day'],
    [{ period: 'own', own: { from: '2026-01-01', to: '2026-11-01' } }, 'week'],
    [{ period: 'own', own: { from: '2020-01-01', to: '2026-11-01' } }, 'month'],
    [{ interval: '15min' }, '15min'],
    [{ interval: 'century' }, '60min'],
  ])('of %o is told by %s', (asked, interval) => {
    expect(questionOf(report, { ...NOTHING, ...asked }, TODAY).interval).toBe(interval);
  });

  it('has only what the report can be asked', () => {
    const months: Report = { ...report, intervals: ['month', 'year'], default_interval: 'month' };
    expect(questionOf(months, NOTHING, TODAY).interval).toBe('month');
    expect(questionOf(report, { ...NOTHING, by: 'agent' }, TODAY).by).toBe('interval');
    expect(questionOf(report, { ...NOTHING, sort: { key: 'asa', isDown: true }, view: 'x' }, TODAY)).toEqual(questionOf(report, NOTHING, TODAY));
  });
});
