/** Days as people say them: 1826 are "5 lat", 90 are "90 dni". */
import { plural } from './plural';

const WORDS = {
  pl: { days: { one: 'dzień', few: 'dni', many: 'dni' }, years: { one: 'rok', few: 'lata', many: 'lat' } },
  en: { days: { one: 'day', few: 'days', many: 'days' }, years: { one: 'year', few: 'years', many: 'years' } },
};

/** Whole years where the days are that, with as many leap days as there may be; else days. */
export function spanOf(language: keyof typeof WORDS, days: number): string {
  const { days: ofDays, years } = WORDS[language];
  const whole = Math.floor(days / 365);
  return whole > 0 && days - whole * 365 <= Math.ceil(whole / 4) ? plural(language, whole, years) : plural(language, days, ofDays);
}

/** As one types it, with what it is: "5 lat (1826 dni)". */
export function spanWithDays(language: keyof typeof WORDS, days: number): string {
  const [span, inDays] = [spanOf(language, days), plural(language, days, WORDS[language].days)];
  return span === inDays ? span : `${span} (${inDays})`;
}
