/** Days on which nobody has to work in Poland by law (Act of 18 January 1951 on days free from work), Sundays apart. Pure. */

const FIXED = new Set(['01-01', '01-06', '05-01', '05-03', '08-15', '11-01', '11-11', '12-25', '12-26']);
const CHRISTMAS_EVE_SINCE = '2025';
/** Days after Easter Sunday: Easter Monday and Corpus Christi. */
const AFTER_EASTER = [1, 60];
const DAY_MS = 86_400_000;

/** `day` as "2026-11-26". A holiday that is always a Sunday is left to the weekday. */
export function isHoliday(day: string): boolean {
  const [year = '', monthDay = ''] = [day.slice(0, 4), day.slice(5)];
  if (FIXED.has(monthDay) || (monthDay === '12-24' && year >= CHRISTMAS_EVE_SINCE)) return true;
  const easter = easterOf(Number(year));
  return AFTER_EASTER.some((by) => Date.parse(`${day}T00:00:00Z`) === easter + by * DAY_MS);
}

/** Midnight (UTC) of Easter Sunday in milliseconds, by the Gregorian reckoning of Meeus, Jones and Butcher. */
function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1);
}
