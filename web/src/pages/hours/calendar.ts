/** The days of a year in months and weeks. Days are "2026-11-26"; pure. */
import type { CalendarDay } from './hours_api';

const DAY_MS = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

export const plusDays = (day: string, by: number): string => new Date(at(day) + by * DAY_MS).toISOString().slice(0, 10);

/** 0 is Monday. */
export const weekdayOf = (day: string): number => (new Date(at(day)).getUTCDay() + 6) % 7;

export const monthOf = (day: string): string => day.slice(0, 7);

/** The same day of another month, or the last one that it has. */
export function plusMonths(day: string, by: number): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + by, 0)).getUTCDate();
  const wanted = Math.min(Number(day.slice(8)), last);
  return new Date(Date.UTC(year, month - 1 + by, wanted)).toISOString().slice(0, 10);
}

export interface Month {
  /** "2026-11" */
  key: string;
  /** Seven places each, from Monday; null: a day of another month. */
  weeks: (CalendarDay | null)[][];
}

export function monthsOf(days: readonly CalendarDay[]): Month[] {
  const keys = [...new Set(days.map(({ day }) => monthOf(day)))];
  return keys.map((key) => {
    const own = days.filter(({ day }) => monthOf(day) === key);
    const places: (CalendarDay | null)[] = [...Array<null>(weekdayOf(own[0]?.day ?? `${key}-01`)).fill(null), ...own];
    while (places.length % 7 !== 0) places.push(null);
    return { key, weeks: Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7)) };
  });
}

/** To which day a key leads; null: it is no key of the calendar. */
export function dayByKey(day: string, key: string): string | null {
  const by: Record<string, string> = {
    ArrowLeft: plusDays(day, -1),
    ArrowRight: plusDays(day, 1),
    ArrowUp: plusDays(day, -7),
    ArrowDown: plusDays(day, 7),
    PageUp: plusMonths(day, -1),
    PageDown: plusMonths(day, 1),
    Home: plusDays(day, -weekdayOf(day)),
    End: plusDays(day, 6 - weekdayOf(day)),
  };
  return by[key] ?? null;
}

export type HourKind = 'open' | 'evening' | 'closed';

/** What a caller meets in each of the 24 hours of a day, by how the hour begins; `isPart`: it changes within the hour. */
export function hoursOf({ spans, evening }: CalendarDay): { hour: string; kind: HourKind; isPart: boolean }[] {
  const kindAt = (time: string): HourKind => {
    const holds = (each: { begin: string; end: string }) => each.begin <= time && time < each.end;
    return spans.some(holds) ? 'open' : evening.some(holds) ? 'evening' : 'closed';
  };
  return Array.from({ length: 24 }, (_, index) => {
    const two = String(index).padStart(2, '0');
    const kind = kindAt(`${two}:00`);
    const edges = [...spans, ...evening].flatMap(({ begin, end }) => [begin, end]);
    return { hour: `${two}:00`, kind, isPart: edges.some((edge) => edge.startsWith(`${two}:`) && edge !== `${two}:00` && kindAt(edge) !== kind) };
  });
}
