/** Days and hours of the calendar, in words. Pure. */
import { dayOnly } from '../time/format';
import { t } from '../words';
import type { CalendarEntry } from './calendar_reading';

type Days = Pick<CalendarEntry, 'first_day' | 'last_day'>;

/** "2026-12-07" of "2026-12-06". */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const isOn = ({ first_day, last_day }: Days, day: string): boolean => first_day <= day && day <= last_day;

export function daysOf({ first_day, last_day }: Days): string {
  return first_day === last_day ? dayOnly(first_day) : t.calendar.days(dayOnly(first_day), dayOnly(last_day));
}

/** "9:00" of "09:00:00". */
export const shortHour = (time: string | null): string => time?.slice(0, 5).replace(/^0/, '') ?? '';

export function hoursOf({ begins, ends }: Pick<CalendarEntry, 'begins' | 'ends'>): string {
  return begins === null ? '' : t.calendar.hours(shortHour(begins), shortHour(ends));
}
