/** An office or a branch as an answer: how it is reached now, in the words of a conversation. Pure. */
import { hour, isoDay, telephone } from '../time/format';
import type { Language } from '../words';
import type { directory } from '../words/pl/knowledge';
import { dayInFull, isOpenAt, spansOf, type PlaceDay } from './hours';
import type { FoundPlace, Gmina, PlaceOffice } from './knowledge_api';

export interface PlaceCard {
  name: string;
  town: string;
  /** Of the place itself: a branch may have other ones than its office. */
  reached: Pick<PlaceOffice, 'postal_code' | 'address' | 'telephone' | 'email' | 'page' | 'certainty' | 'checked_on'>;
  /** The hours are those of the office. */
  days: readonly PlaceDay[];
  moves: PlaceOffice['moves'];
  /** Whose branch it is; null: it is an office. */
  branchOf: string | null;
  /** Of the people whom it serves; empty where nobody knows. */
  gminas: readonly string[];
}

const DAYS = 3;
const collator = new Intl.Collator('pl');

/** Null: it is not in the directory (any more). */
export function placeCard(offices: readonly PlaceOffice[], gminas: readonly Gmina[], { kind, id, office: code }: FoundPlace): PlaceCard | null {
  const office = offices.find((each) => each.code === code);
  if (office === undefined) return null;
  const days = office.days.slice(0, DAYS);
  if (kind === 'branch') {
    const branch = office.branches.find((each) => each.id === id);
    if (branch === undefined) return null;
    return { name: branch.name, town: branch.town, reached: branch, days, moves: [], branchOf: office.name, gminas: [] };
  }
  // A town and the villages around it often are two of the same name.
  const names = new Set(gminas.filter((each) => each.office === code).map(({ name }) => name));
  return {
    name: office.name,
    town: office.seat,
    reached: office,
    days,
    moves: office.moves,
    branchOf: null,
    gminas: [...names].sort((one, other) => collator.compare(one, other)),
  };
}

/** "dzisiaj", "jutro", "piątek, 4.12" */
export function dayWord({ day }: PlaceDay, moment: number, words: typeof directory, language: Language): string {
  if (day === isoDay(moment)) return words.today;
  return day === isoDay(moment + 24 * 3_600_000) ? words.tomorrow : dayInFull(day, language);
}

/** "7:30–15:30", "zamknięte (Boże Narodzenie)" */
export function hoursSaid(day: PlaceDay, words: typeof directory): string {
  const spans = spansOf(day) || words.closed;
  return day.reason ? `${spans} (${day.reason})` : spans;
}

/** Name, telephone, today's hours and address in a sentence: what a screen reader says. */
export function placeSaid(card: PlaceCard, moment: number, words: typeof directory, language: Language): string {
  const [today] = card.days;
  const { telephone: number, address } = card.reached;
  return [
    card.name,
    number ? `${words.telephone} ${telephone(number)}` : words.noTelephone,
    today ? `${dayWord(today, moment, words, language)} ${hoursSaid(today, words)}` : '',
    address ?? '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Of today only. */
export function isOpenNow(day: PlaceDay, moment: number): boolean {
  return day.day === isoDay(moment) && isOpenAt(day, hour(moment));
}
