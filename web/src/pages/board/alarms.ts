/** What is red, and why: only what an alarm of the server says, with its limit. Pure. */
import type { Alarm, AlarmKind } from '../../live/protocol';
import { isShown } from './figures';

/** The gravest first. */
const ORDER: readonly AlarmKind[] = [
  'asterisk_away',
  'calls_shed',
  'nobody_there',
  'long_wait',
  'service_level_low',
  'looks_at_ceiling',
  'recording_failed',
  'figures_late',
  'glass_broken',
  'second_person',
];

/** Whose value is a number of something. */
const COUNTS: ReadonlySet<AlarmKind> = new Set(['calls_shed', 'recording_failed', 'nobody_there', 'looks_at_ceiling', 'second_person']);

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
  if (alarm.kind === 'nobody_there') return alarm.value ?? null;
  return alarm.value ?? Math.max(0, Math.floor((now - Date.parse(alarm.since)) / 1000));
}

/** A value or a limit of an alarm as people read it: "2 min 10 s", "80 %", "3". */
export function said(kind: AlarmKind, value: number, asTime: (seconds: number) => string, asPercent: (value: number) => string): string {
  if (kind === 'service_level_low') return asPercent(value);
  return COUNTS.has(kind) ? String(value) : asTime(value);
}
