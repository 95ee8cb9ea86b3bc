/** The fields of what a consultant writes down, and joining two versions of them. Pure. */
import type { EntryFields } from './client_side_api';

export type Outcome = NonNullable<EntryFields['outcome']>;

export const NO_FIELDS: EntryFields = { note: '', topic: null, outcome: null, is_ninety_day: false, evidence: '' };

const NAMES = Object.keys(NO_FIELDS) as (keyof EntryFields)[];

export function areSame(one: EntryFields, other: EntryFields): boolean {
  return NAMES.every((name) => one[name] === other[name]);
}

/** As the server keeps `sent`: it says itself what proves a contact if nobody else does. */
export function asKept(sent: EntryFields, answer: EntryFields): EntryFields {
  return sent.evidence.trim() === '' ? { ...sent, evidence: answer.evidence } : sent;
}

/** What both changed `base` to, field by field; null where both changed the same field otherwise. */
export function merged(base: EntryFields, mine: EntryFields, theirs: EntryFields): EntryFields | null {
  const found: Record<string, unknown> = {};
  for (const name of NAMES) {
    const [before, here, there] = [base[name], mine[name], theirs[name]];
    if (here !== before && there !== before && here !== there) return null;
    found[name] = here === before ? there : here;
  }
  return found as unknown as EntryFields;
}
