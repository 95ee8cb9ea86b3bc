/** Opening hours of the coming days in words. Pure. */
import type { Language } from '../words';
import { hasAll } from '../words/folded';
import type { PlaceOffice } from './knowledge_api';

export type PlaceDay = PlaceOffice['days'][number];

const weekdayIn = (locale: string) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
const weekday = { pl: weekdayIn('pl-PL'), en: weekdayIn('en-GB'), uk: weekdayIn('uk-UA') };
const inFull = (locale: string) => new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
const weekdayInFull = { pl: inFull('pl-PL'), en: inFull('en-GB'), uk: inFull('uk-UA') };

/** "pt., 27.11" of "2026-11-27" */
export function dayName(iso: string, language: Language): string {
  const at = Date.parse(`${iso}T12:00:00Z`);
  return Number.isFinite(at) ? `${weekday[language].format(at)} ${iso.slice(8)}.${iso.slice(5, 7)}` : iso;
}

/** "piątek, 27.11" of "2026-11-27" */
export function dayInFull(iso: string, language: Language): string {
  const at = Date.parse(`${iso}T12:00:00Z`);
  return Number.isFinite(at) ? `${weekdayInFull[language].format(at)}, ${Number(iso.slice(8))}.${iso.slice(5, 7)}` : iso;
}

/** "7:30–15:30"; "" when it is closed. */
export function spansOf(day: PlaceDay): string {
  return day.spans.map(({ begin, end }) => `${plain(begin)}–${plain(end)}`).join(', ');
}

/** Is it open at a moment of a day, "9:41"? */
export function isOpenAt(day: PlaceDay, hour: string): boolean {
  const padded = hour.padStart(5, '0');
  return day.spans.some(({ begin, end }) => begin <= padded && padded < end);
}

function plain(time: string): string {
  return time.replace(/^0/, '');
}

/** Offices and branches that have all the words, with or without Polish letters, anywhere; telephones by their digits. */
export function fitting(offices: readonly PlaceOffice[], typed: string): PlaceOffice[] {
  return offices.filter((office) => {
    const of = [office, ...office.branches].flatMap(({ name, address, postal_code, telephone, email }) => [
      name,
      address,
      postal_code,
      telephone,
      telephone?.replace(/\D/g, ''),
      email,
    ]);
    return hasAll([office.seat, ...of, ...office.branches.map(({ town }) => town)].filter(Boolean).join(' '), typed);
  });
}
