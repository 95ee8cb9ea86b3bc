/** Values of alarms and of the machine as people are told them. Pure. */
import { duration } from '../../time/format';
import type { AlarmName } from './operation_api';

const TIMES: readonly AlarmName[] = ['HeartbeatOld', 'CertificateEnds', 'CallersWaitLong', 'ReportsLate', 'BoardLate', 'RecordingsWait', 'LogsNotChained'];
const BYTES: readonly AlarmName[] = ['FactsPileUp', 'DiskFillsUp'];

const DAY = 86_400;

/** "12 dni" of whole days, else "3 h 05 min". `days`: how days are counted in the language. */
export function span(seconds: number, days: (n: number) => string): string {
  return seconds >= 2 * DAY ? days(Math.floor(seconds / DAY)) : duration(seconds);
}

/** "1,4 GB"; with a comma, as the pages of the offices have it. */
export function bytes(count: number): string {
  const [size, unit] = count >= 1e9 ? [count / 1e9, 'GB'] : [count / 1e6, 'MB'];
  return `${size.toFixed(size < 10 ? 1 : 0).replace('.', ',')} ${unit}`;
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Empty where there is none. */
export function valueOf(name: AlarmName, value: number | null, days: (n: number) => string): string {
  if (value === null) return '';
  if (TIMES.includes(name)) return span(Math.max(0, value), days);
  return BYTES.includes(name) ? bytes(value) : String(Math.round(value));
}

/** The twelve months before the one of the day, as "2026-10", the newest first. */
export function pastMonths(isoDay: string): string[] {
  const [year = 0, month = 1] = isoDay.split('-').map(Number);
  return Array.from({ length: 12 }, (_, back) => {
    const months = year * 12 + (month - 1) - (back + 1);
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
  });
}
