/** How a version stands, in words. Pure. */
import { day, dayOnly } from '../../time/format';
import { t } from '../../words';
import type { Standard, Version } from './standards_api';

/** `planned`: published, and its first day is still to come. */
export type Standing = 'waits' | 'inForce' | 'planned' | 'over';

export function standingOf(version: Version, of: Standard): Standing {
  if (version.number === null) return 'waits';
  if (version.id === of.in_force?.id) return 'inForce';
  return version.is_over ? 'over' : 'planned';
}

/** "wersja 2, od 1.12.2026, do 31.12.2026". */
export function validity({ number, valid_from, valid_until }: Version): string {
  const w = t.standards;
  const from = number === null ? `${w.waits}, ${dayOnly(valid_from)}` : w.version(number, dayOnly(valid_from));
  return valid_until === null ? from : `${from}, ${w.until(dayOnly(valid_until))}`;
}

/** The version that whoever looks is to acknowledge first; null: none. */
export function askedOf({ versions }: Standard): Version | null {
  return versions.find((version) => version.is_asked) ?? null;
}

/** What is said of the acknowledgement of who looks; empty: nothing. */
export function acknowledgedOf(version: Version | null): string {
  if (version === null) return '';
  if (version.is_asked) return version.due_on === null ? t.standards.toAcknowledge : t.standards.dueOn(dayOnly(version.due_on));
  return version.acknowledged_at === null ? '' : t.standards.acknowledgedOn(day(version.acknowledged_at));
}
