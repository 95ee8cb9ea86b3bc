/** What is red, and why: only what an alarm of the server says, with its limit. Pure. */
import type { Alarm, AlarmKind } from '../../live/protocol';
import { isShown } from './figures';

/** The gravest first. */
const ORDER: readonly AlarmKind[] = [
  'database_away',
  'application_away',
  'asterisk_away',
  'asterisk_lost',
  'calls_shed',
  'nobody_there',
  'nobody_ready',
  'long_wait',
  'callback_overdue',
  'telephone_away',
  'pause_long',
  'matters_late',
  'matters_near',
  'service_level_low',
  'messages_uncertain',
  'looks_at_ceiling',
  'recording_failed',
  'figures_late',
  'asterisk_drained',
  'asterisk_back',
  'glass_broken',
  'second_person',
  'rate_ends',
];

/** Whose value is a number of something. */
const COUNTS: ReadonlySet<AlarmKind> = new Set<AlarmKind>([
  ...(['calls_shed', 'recording_failed', 'nobody_there', 'nobody_ready', 'messages_uncertain', 'looks_at_ceiling', 'second_person', 'rate_ends'] as const),
  ...(['telephone_away', 'pause_long', 'callback_overdue', 'asterisk_lost', 'asterisk_back', 'asterisk_drained', 'matters_late', 'matters_near'] as const),
]);

/** Of these the limit is a time, though the value is a number of something. */
const LIMITED_IN_TIME: ReadonlySet<AlarmKind> = new Set<AlarmKind>(['telephone_away', 'pause_long', 'callback_overdue', 'matters_near']);

/** Of these it is said how many; a server that has not counted says nothing. */
const COUNTED: ReadonlySet<AlarmKind> = new Set<AlarmKind>(['nobody_there', 'nobody_ready']);

/** Those of the shown offices and of the centre, the gravest first, the oldest of a kind before the others. */
export function alarmsShown(alarms: Iterable<Alarm>, offices: readonly string[]): Alarm[] {
  return [...alarms].filter((alarm) => !alarm.office || isShown(alarm.office, offices)).sort((a, b) => place(a) - place(b) || a.since.localeCompare(b.since));
}

function place(alarm: Alarm): number {
  const found = ORDER.indexOf(alarm.kind);
  return found < 0 ? ORDER.length : found; // of a newer server
}

/** The alarm by which a cell of an office is red; undefined: it is as it should be. */
export function redOf(alarms: ReadonlyMap<string, Alarm>, kind: AlarmKind, office: string): Alarm | undefined {
  return alarms.get(`${kind}:${office}`);
}

/** What the alarm is about now: what was sent, or the seconds that it goes on; null: callers whom nobody has counted. */
export function valueNow(alarm: Alarm, now: number): number | null {
  if (COUNTED.has(alarm.kind)) return alarm.value ?? null;
  return alarm.value ?? Math.max(0, Math.floor((now - Date.parse(alarm.since)) / 1000));
}

/** A value or a limit of an alarm as people read it: "2 min 10 s", "80 %", "3". */
export function said(kind: AlarmKind, value: number, asTime: (seconds: number) => string, asPercent: (value: number) => string): string {
  if (kind === 'service_level_low') return asPercent(value);
  return COUNTS.has(kind) ? String(value) : asTime(value);
}

/** The limit of an alarm as people read it. */
export function limitSaid(kind: AlarmKind, value: number, asTime: (seconds: number) => string, asPercent: (value: number) => string): string {
  return LIMITED_IN_TIME.has(kind) ? asTime(value) : said(kind, value, asTime, asPercent);
}

/** What leads to what the alarm is about; null: nothing on a page does. */
export type Way = 'people' | 'pauses' | 'telephones' | 'waiting' | 'callbacks' | 'recordings' | 'report' | 'looks' | 'acts' | 'rates' | 'matters' | null;

const WAYS: Partial<Record<AlarmKind, Way>> = {
  nobody_there: 'people',
  nobody_ready: 'people',
  pause_long: 'pauses',
  telephone_away: 'telephones',
  long_wait: 'waiting',
  callback_overdue: 'callbacks',
  matters_late: 'matters',
  matters_near: 'matters',
  recording_failed: 'recordings',
  service_level_low: 'report',
  looks_at_ceiling: 'looks',
  glass_broken: 'acts',
  second_person: 'acts',
  rate_ends: 'rates',
};

export function wayOf(alarm: Alarm): Way {
  return WAYS[alarm.kind] ?? null;
}
