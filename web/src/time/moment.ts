/** A day and an hour as they are typed, in Poland's time. Pure. */
import { hour, isoDay } from './format';

const OFFSETS = ['+01:00', '+02:00'] as const;

/** "7:05" of "7:05", "07.05", "7" or "0705"; null: it is no hour. */
export function hourOf(typed: string): string | null {
  const [, hours, minutes = '00'] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${Number(hours)}:${minutes}`;
}

/** The moment of an hour ("12:00") of a day ("2026-11-26"); null: there is no such hour, in the night when clocks go forward. */
export function momentOf(day: string, typed: string): string | null {
  const wanted = hourOf(typed);
  if (wanted === null) return null;
  const moments = OFFSETS.map((offset) => `${day}T${wanted.padStart(5, '0')}:00${offset}`);
  return moments.find((moment) => isoDay(moment) === day && hour(moment) === wanted) ?? null;
}
