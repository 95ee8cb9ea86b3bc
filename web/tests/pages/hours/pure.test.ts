import { expect, it } from 'vitest';
import { dayByKey, hoursOf, monthsOf, plusDays, plusMonths } from '../../../src/pages/hours/calendar';
import { changesOf } from '../../../src/pages/hours/changes';
import { closedFrom, exceptionOn, mayBeRestored, shownOf, standingOf } from '../../../src/pages/hours/exceptions';
import type { CalendarDay, Exception, Plan, Week } from '../../../src/pages/hours/hours_api';
import { differences, planOn, spansOf, spansSaid, weekLines } from '../../../src/pages/hours/week';

const span = (begin: string, end: string) => ({ begin, end });

it.each([
  ['7:30-15:30', [span('07:30', '15:30')]],
  ['13–16, 8 – 12', [span('08:00', '12:00'), span('13:00', '16:00')]],
  ['', []],
  ['8-24', [span('08:00', '24:00')]],
  ['15:30-7:30', null],
  ['8-12, 11-13', null],
  ['8-12-13', null],
  ['rano', null],
  ['8-9,9-10,10-11,11-12,12-13,13-14,14-15', null],
])('%s is read as hours of a day', (typed, spans) => {
  expect(spansOf(typed)).toEqual(spans);
  if (spans !== null) expect(spansOf(spansSaid(spans))).toEqual(spans);
});

const usual = [span('07:30', '15:30')];
const week = (change: Partial<Week> = {}): Week => ({
  monday: usual,
  tuesday: usual,
  wednesday: usual,
  thursday: usual,
  friday: usual,
  saturday: [],
  sunday: [],
  ...change,
});

it('says days with the same hours together, and what is different', () => {
  expect(weekLines(week({ wednesday: [span('09:00', '17:00')] }))).toEqual([
    { from: 'monday', to: 'tuesday', hours: '7:30–15:30' },
    { from: 'wednesday', to: 'wednesday', hours: '9:00–17:00' },
    { from: 'thursday', to: 'friday', hours: '7:30–15:30' },
  ]);
  expect(weekLines(null)).toEqual([]);
  expect(differences(week(), week({ friday: [] }))).toEqual([{ day: 'friday', before: '7:30–15:30', after: '' }]);
});

const calendarDay = (day: string, more: Partial<CalendarDay> = {}): CalendarDay => ({ day, kind: 'open', spans: usual, evening: [], name: '', ...more });

it('puts the days of a year into weeks that begin on Monday', () => {
  const days = Array.from({ length: 365 }, (_, at) => calendarDay(plusDays('2026-01-01', at)));
  const months = monthsOf(days);
  expect(months.map(({ key }) => key)).toHaveLength(12);
  expect(months[0]?.weeks[0]?.map((each) => each?.day.slice(8) ?? null)).toEqual([null, null, null, '01', '02', '03', '04']); // a Thursday
  expect(months.flatMap(({ weeks }) => weeks.flat()).filter((each) => each !== null)).toEqual(days);
  expect(months.flatMap(({ weeks }) => weeks.map((each) => each.length)).every((length) => length === 7)).toBe(true);
});

it.each([
  ['ArrowRight', '2026-12-01'],
  ['ArrowLeft', '2026-11-29'],
  ['ArrowDown', '2026-12-07'],
  ['ArrowUp', '2026-11-23'],
  ['PageDown', '2026-12-30'],
  ['PageUp', '2026-10-30'],
  ['Home', '2026-11-30'],
  ['End', '2026-12-06'],
  ['a', null],
])('%s leads on from Monday, the 30th of November', (key, day) => {
  expect(dayByKey('2026-11-30', key)).toBe(day);
});

it('keeps to the days that a month has', () => {
  expect([plusMonths('2026-01-31', 1), plusMonths('2028-01-31', 1), plusMonths('2026-01-15', -1)]).toEqual(['2026-02-28', '2028-02-29', '2025-12-15']);
});

it('tells what a caller meets in each hour, and where it changes within one', () => {
  const hours = hoursOf(calendarDay('2026-11-24', { evening: [span('16:00', '20:00')] }));
  const told = Object.fromEntries(hours.map(({ hour, kind, isPart }) => [hour, isPart ? `${kind}~` : kind]));
  expect([told['06:00'], told['07:00'], told['08:00'], told['15:00'], told['16:00'], told['20:00']]).toEqual([
    'closed',
    'closed~',
    'open',
    'open~',
    'evening',
    'closed',
  ]);
});

const row = (id: string, more: Partial<Exception> = {}): Exception => ({
  id,
  first_day: '2026-11-26',
  last_day: '2026-11-26',
  days: { purpose: 'all', kind: 'closed', first_day: '2026-11-26', last_day: '2026-11-26', spans: [], text: 'remont', in_lieu_of: null, closed_from: null },
  replaces: null,
  changed_by: 'a',
  changed_at: '2026-11-24T09:00:00Z',
  removed_by: null,
  removed_at: null,
  ...more,
});
const TODAY = '2026-11-24';
const gone = { removed_by: 'b', removed_at: '2026-11-24T10:00:00Z' };

it('tells an exception that was deleted from one that was replaced', () => {
  const deleted = row('1', gone);
  const replaced = row('2', gone);
  const next = row('3', { replaces: '2', changed_at: gone.removed_at });
  const rows = [deleted, replaced, next, row('4', { last_day: '2026-11-20' }), row('5', { first_day: TODAY })];
  expect(rows.map((each) => standingOf(each, rows, TODAY))).toEqual(['removed', 'replaced', 'planned', 'over', 'inForce']);
  expect(rows.map((each) => mayBeRestored(each, rows, TODAY))).toEqual([true, false, false, false, false]);
  expect(mayBeRestored(row('6', { ...gone, last_day: '2026-11-20' }), [], TODAY)).toBe(false);
  expect(shownOf(rows, 'valid', TODAY).map(({ id }) => id)).toEqual(['5', '3']);
  expect(shownOf(rows, 'removed', TODAY).map(({ id }) => id)).toEqual(['1', '2']);
});

it('finds what holds on a day, and from when on the office is shut today', () => {
  const pool = row('1', { days: { ...row('1').days!, purpose: 'evening' } });
  const early = row('2', { first_day: TODAY, last_day: TODAY, days: { ...row('2').days!, closed_from: '12:00' } });
  expect(exceptionOn([pool], '2026-11-26')).toBeNull();
  expect(exceptionOn([early, row('3')], '2026-11-26')?.id).toBe('3');
  expect([closedFrom([early], TODAY), closedFrom([{ ...early, ...gone }], TODAY)]).toEqual(['12:00', null]);
});

const plan = (id: string, valid_from: string, last_day: string | null, changed_at: string): Plan => ({
  id,
  purpose: 'all',
  week: week(),
  evening_pool: null,
  valid_from,
  last_day,
  changed_by: 'a',
  changed_at,
});

it('tells each change once, with what was before, the latest first', () => {
  const first = plan('p1', '2026-01-01', '2026-12-31', '2026-01-01T00:00:00Z');
  const january = plan('p2', '2027-01-01', '2027-01-31', '2026-11-24T11:00:00Z');
  const resumed = plan('p3', '2027-02-01', null, '2026-11-24T11:00:00Z');
  const old = row('1', gone);
  const next = row('2', { replaces: '1', changed_at: gone.removed_at, changed_by: 'b' });
  const deleted = row('3', { ...gone, removed_at: '2026-11-24T12:00:00Z' });
  const back = row('4', { replaces: '3', changed_at: '2026-11-24T13:00:00Z' });
  const changes = changesOf([resumed, january, first], [old, next, deleted, back]);
  expect(changes.map(({ kind, id }) => [kind, id])).toEqual([
    ['restored', '4'],
    ['removed', '3-removed'],
    ['plan', 'p2'],
    ['changed', '2'],
    ['added', '3'],
    ['added', '1'],
    ['plan', 'p1'],
  ]);
  expect(changes.find(({ id }) => id === 'p2')).toMatchObject({ before: { id: 'p1' } });
  expect(planOn([resumed, january, first], 'all', '2027-01-15')?.id).toBe('p2');
});
