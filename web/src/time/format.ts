/** Moments, durations, amounts and telephone numbers as people say them. Moments are ISO texts or milliseconds; shown in Poland's time. */

const ZONE = 'Europe/Warsaw';
const hourParts = new Intl.DateTimeFormat('pl-PL', {
  timeZone: ZONE,
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h23',
});
const secondParts = new Intl.DateTimeFormat('pl-PL', {
  timeZone: ZONE,
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dayParts = new Intl.DateTimeFormat('pl-PL', {
  timeZone: ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});

export type Moment = string | number;

/** NaN for a text that is no moment. */
export function milliseconds(moment: Moment): number {
  return typeof moment === 'number' ? moment : Date.parse(moment);
}

function formatted(format: Intl.DateTimeFormat, moment: Moment): string {
  const found = milliseconds(moment);
  return Number.isFinite(found) ? format.format(found).replace(/^0(\d:)/, '$1') : '';
}

/** "8:42" */
export const hour = (moment: Moment): string => formatted(hourParts, moment);

/** "9:41:07" */
export const hourWithSeconds = (moment: Moment): string => formatted(secondParts, moment);

/** "26.11.2026" */
export const day = (moment: Moment): string => formatted(dayParts, moment);

const isoParts = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });

/** "2026-11-26": the day in Poland, to be compared with other days. */
export const isoDay = (moment: Moment): string => formatted(isoParts, moment);

/** "26.11.2026" of "2026-11-26": a day as it stands, in no zone. */
export function dayOnly(iso: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  return found ? `${found[3]}.${found[2]}.${found[1]}` : '';
}

/** Whole years between two days ("1985-03-09"). */
export function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/** "2026-11-26" of "26.11.2026", "6.1.2026", "26112026" or "2026-11-26"; null: it is no day. */
export function isoOf(typed: string): string | null {
  const plain = typed.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(plain);
  const said = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(plain) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(plain);
  const parts = iso ? [iso[1], iso[2], iso[3]] : said ? [said[3], said[2], said[1]] : null;
  if (parts === null) return null;
  const day = parts.map((part = '') => part.padStart(2, '0')).join('-');
  const found = new Date(`${day}T00:00:00Z`);
  // The 31st of June would be the 1st of July.
  return Number.isFinite(found.getTime()) && found.toISOString().startsWith(day) ? day : null;
}

const money = new Intl.NumberFormat('pl-PL', { style: 'currency', currency: 'PLN', useGrouping: true, minimumFractionDigits: 2 });

/** "1 721,90 zł" */
export const amount = (grosze: number): string => money.format(grosze / 100);

/** "600 100 200", "+48 600 100 200", on one line; what is no such number stays as it is. */
export function telephone(number: string): string {
  const [, country, ...parts] = /^(\+?48)?(\d{3})(\d{3})(\d{3})$/.exec(number.replace(/[\s-]/g, '')) ?? [];
  if (parts.length === 0) return number;
  return [...(country ? ['+48'] : []), ...parts].join('\u00a0');
}

/** Whole seconds from one moment to another; never below 0, since clocks differ a little. */
export function secondsBetween(from: Moment, to: Moment): number {
  const seconds = Math.floor((milliseconds(to) - milliseconds(from)) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

/** "45 s", "2 min 10 s", "1 h 05 min": for sentences. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, '0')} min` : `${Math.floor(minutes / 60)} h`;
}

/** "2:14", "1:02:14": for counters that tick. */
export function counter(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
