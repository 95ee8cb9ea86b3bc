/** From what the clock in Poland shows to real moments. */

const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Warsaw',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** What the clock shows, as if it were UTC, in milliseconds. */
const shownAt = (moment: number): number => Date.parse(`${parts.format(moment).replace(' ', 'T')}:00Z`);

/**
 * The moment ("2026-11-24T11:00:00.000Z") of a day and an hour ("12:00"). Of an hour that comes twice the first; of one that is
 * passed over, as if the clock had not been changed yet.
 */
export function momentAt(day: string, hour: string): string {
  const wanted = Date.parse(`${day}T${hour.padStart(5, '0')}:00Z`);
  const [early, late] = [wanted - 2 * 3_600_000, wanted - 3_600_000]; // in summer, in winter
  return new Date(shownAt(early) === wanted ? early : late).toISOString();
}

/** "12:05" of what is typed as "12:05", "12.05", "1205", "7" or "7:30"; null: it is no hour. "24:00" ends a day. */
export function hourOf(typed: string): string | null {
  const [, hours = '', minutes = '00'] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  if (hours === '' || Number(minutes) > 59) return null;
  const [h, m] = [Number(hours), Number(minutes)];
  return h < 24 || (h === 24 && m === 0) ? `${hours.padStart(2, '0')}:${minutes}` : null;
}
