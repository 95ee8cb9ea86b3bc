/** Months like "2026-12". Pure. */
import { t } from '../../words';

export const isMonth = (text: string): boolean => /^20\d\d-(0[1-9]|1[0-2])$/.test(text);

/** So many months later; earlier where it is less than 0. */
export function monthAfter(month: string, months = 1): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(at / 12))}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** Its first and its last day. */
export function daysOfMonth(month: string): [first: string, last: string] {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0));
  return [`${month}-01`, last.toISOString().slice(0, 10)];
}

/** "grudzień 2026". */
export const nameOf = (month: string): string => `${t.calendar.months[Number(month.slice(5)) - 1] ?? ''} ${month.slice(0, 4)}`;
