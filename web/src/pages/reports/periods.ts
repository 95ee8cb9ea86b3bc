/** Periods by name, and the days that they are: as Poland's calendar stands. Pure. */
import { isHoliday } from '../../time/holidays_pl';

export const PERIODS = [
  'today',
  'yesterday',
  'last_working_day',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_year',
  'last_year',
  'own',
] as const;
export type Period = (typeof PERIODS)[number];

/** Days as texts ("2026-11-26"); both belong to it. */
export interface Days {
  from: string;
  to: string;
}

export const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** Is it a day of the calendar, within the years that there can be figures of? */
export function isDay(text: string): boolean {
  return DAY.test(text) && text >= '2000-01-01' && text < '2100-01-01' && shifted(text, 0) === text;
}

/** So many days later; an empty text for what is no day. In no zone, so that no clock change counts. */
export function shifted(day: string, by: number): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(at) ? new Date(at + by * DAY_MS).toISOString().slice(0, 10) : '';
}

/** Days from one to the other, both counted. */
export function countOf({ from, to }: Days): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1;
}

/** 0: Monday. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The newest day before on which queues are open as usual: from Monday to Friday, and no holiday. */
export function lastWorkingDay(today: string): string {
  let day = shifted(today, -1);
  while (weekdayOf(day) > 4 || isHoliday(day)) day = shifted(day, -1);
  return day;
}

/** The days of a named period; of the own one those that are given. `today`: of Poland. */
export function daysOf(period: Period, today: string, own: Days): Days {
  const monday = shifted(today, -weekdayOf(today));
  const first = `${today.slice(0, 8)}01`;
  switch (period) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: shifted(today, -1), to: shifted(today, -1) };
    case 'last_working_day':
      return { from: lastWorkingDay(today), to: lastWorkingDay(today) };
    case 'this_week':
      return { from: monday, to: today };
    case 'last_week':
      return { from: shifted(monday, -7), to: shifted(monday, -1) };
    case 'this_month':
      return { from: first, to: today };
    case 'last_month': {
      const last = shifted(first, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
    case 'this_year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case 'last_year': {
      const year = Number(today.slice(0, 4)) - 1;
      return { from: `${year}-01-01`, to: `${year}-12-31` };
    }
    case 'own':
      return own.from <= own.to ? own : { from: own.to, to: own.from };
  }
}
