/** How an announcement stands: who speaks it, what callers hear of it, which versions hold. Pure. */
import { milliseconds } from '../../time/format';
import { LANGUAGES, type Announcement, type Language, type Opened, type Version } from './announcements_api';

/** Words and recordings of one language that are heard, will be, or were. */
export type Standing = 'inForce' | 'planned' | 'over' | 'takenBack';

export const STATES = ['every', 'unspoken', 'planned', 'notHeard'] as const;

/** So long after a change it is asked whether callers hear it. */
const PATIENCE_MS = 180_000;
const VALUE = /\{[a-z][a-z0-9_]*\}/;

export const languagesOf = (announcement: Announcement): Language[] => LANGUAGES.filter((language) => language in announcement.texts);

export const isRecorded = (announcement: Announcement, language: Language): boolean => announcement.recorded.includes(language);

/** Values change from call to call: nobody can speak them ahead. */
export const hasValues = (text: string): boolean => VALUE.test(text);

/** The languages in which a person could speak it, and nobody has. */
export function unspoken(announcement: Announcement): Language[] {
  return languagesOf(announcement).filter((language) => !isRecorded(announcement, language) && !hasValues(announcement.texts[language] ?? ''));
}

/** The languages whose words in force callers do not hear yet. */
export function notHeard(announcement: Announcement): Language[] {
  return languagesOf(announcement).filter((language) => announcement.heard_since[language] === null);
}

export interface Wanted {
  search: string;
  use: string;
  state: (typeof STATES)[number];
}

export function isWanted(announcement: Announcement, { search, use, state }: Wanted): boolean {
  const words = search.trim().toLocaleLowerCase('pl');
  const { id, purpose, texts, used_by } = announcement;
  if (use !== '' && announcement.use !== use) return false;
  if (state === 'unspoken' && unspoken(announcement).length === 0) return false;
  if (state === 'planned' && !announcement.is_planned) return false;
  if (state === 'notHeard' && notHeard(announcement).length === 0) return false;
  return [id, purpose, ...Object.values(texts), ...used_by.map(({ title }) => title)].some((text) => text.toLocaleLowerCase('pl').includes(words));
}

/** As callers hear it at a moment: of those that hold the one that began last, a recording only of words that hold. */
export function standingOf(version: Version, all: readonly Version[], now: number): Standing {
  if (version.valid_to === version.valid_from) return 'takenBack';
  if (milliseconds(version.valid_from) > now) return 'planned';
  return inForce(all, version.language, isSound(version), now)?.id === version.id ? 'inForce' : 'over';
}

/** Who changed it last: of two people the slower one is told. */
export const lastBy = (opened: Opened): string => opened.history[0]?.changed_by ?? '';

export const isSound = (version: Version): boolean => version.text === null;

function inForce(all: readonly Version[], language: Language, sound: boolean, now: number): Version | undefined {
  const words = sound ? inForce(all, language, false, now) : undefined;
  return all
    .filter((each) => each.language === language && isSound(each) === sound && holds(each, now))
    .filter((each) => words === undefined || later(each, words) >= 0)
    .sort((one, other) => later(other, one))[0];
}

function holds({ valid_from, valid_to }: Version, now: number): boolean {
  return milliseconds(valid_from) <= now && (valid_to === null || milliseconds(valid_to) > now);
}

/** Above 0: it began later than the other one, or at the same moment and was written later. */
function later(one: Version, other: Version): number {
  return milliseconds(one.valid_from) - milliseconds(other.valid_from) || milliseconds(one.changed_at) - milliseconds(other.changed_at);
}

/** Is there something that callers will hear in a moment? For so long it is asked about. */
export function isOnItsWay(opened: Opened | null, now: number): boolean {
  if (opened === null) return false;
  return opened.history.some(
    (version) => version.heard_since === null && standingOf(version, opened.history, now) === 'inForce' && now - milliseconds(version.changed_at) < PATIENCE_MS,
  );
}
