/** Alarms in words. */
import type { Alarm } from '../../live/protocol';
import { duration, hour } from '../../time/format';
import { t } from '../../words';
import { limitSaid, said, valueNow } from './alarms';
import { percent } from './figures';

/** "Długie czekanie" */
export function alarmName(alarm: Alarm): string {
  return t.board.alarms.kinds[alarm.kind] ?? t.board.alarms.unknown(alarm.kind);
}

/** What is so now, and the limit: "Pierwszy w kolejce czeka 3 min 10 s, próg 2 min." */
export function alarmSentence(alarm: Alarm, now: number): string {
  const says = t.board.alarms.says[alarm.kind];
  if (says === undefined) return t.board.alarms.unknown(alarm.kind);
  const value = valueNow(alarm, now);
  return says(value === null ? '' : said(alarm.kind, value, duration, percent), limitOf(alarm), {
    name: alarm.name ?? '',
    at: hour(alarm.since),
    rest: alarm.rung_back ?? 0,
  });
}

/** What may be done about it. */
export function adviceOf(alarm: Alarm): string {
  return t.board.alarms.advice[alarm.kind] ?? '';
}

/** "2 min"; empty where there is none, or no alarm. */
export function limitOf(alarm: Alarm | undefined): string {
  return alarm?.limit == null ? '' : limitSaid(alarm.kind, alarm.limit, duration, percent);
}
