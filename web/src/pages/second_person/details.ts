/** What is to be done, in lines for people. Pure. */
import type { Schema } from '../../api/client';
import { amount, day, dayOnly, hour } from '../../time/format';
import { t, word } from '../../words';
import type { Proposal } from './second_person_api';

type RatesIn = Schema['RatesIn'];

export interface Line {
  name: string;
  value: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T/;

/** What says nothing to people: which version was read, and the digest of a sound. */
const UNSEEN: ReadonlySet<string> = new Set(['version', 'version_read', 'version_id', 'standard', 'sha256', 'change', 'kind']);

export function linesOf(proposal: Proposal): Line[] {
  if (proposal.act === 'set_rate') return linesOfRates(proposal.details as Partial<RatesIn>);
  return [...changeOf(proposal), ...linesIn(proposal.details)];
}

/** Each rate by its name, then what all of them have in common. */
function linesOfRates({ rates = [], ...common }: Partial<RatesIn>): Line[] {
  return [...rates.map(({ title, amount: zl }) => ({ name: title, value: amount(Math.round(Number(zl) * 100)) })), ...linesIn(common)];
}

/** Words and recordings of an announcement are heard before they are confirmed; what takes something away has no sound. */
export function isHeard({ act, details }: Proposal): boolean {
  return act === 'change_prompt' && ['new', 'text', 'audio', 'restore'].includes(String(details.change));
}

/** Of announcements several things can be changed: which one is said first. */
function changeOf({ act, details }: Proposal): Line[] {
  if (act !== 'change_prompt') return [];
  return [{ name: t.secondPerson.details.change, value: word(t.secondPerson.promptChanges, String(details.change)) }];
}

function* linesIn(details: Readonly<Record<string, unknown>>): Generator<Line> {
  for (const [key, value] of Object.entries(details)) {
    if (UNSEEN.has(key) || value === null || value === '') continue;
    if (Array.isArray(value)) yield { name: word(t.secondPerson.details, key), value: (value as string[]).map((each) => told(key, each)).join(', ') || '–' };
    else if (typeof value === 'object') yield* linesIn(value as Record<string, unknown>);
    else yield { name: word(t.secondPerson.details, key), value: told(key, String(value as string | number | boolean)) };
  }
}

/** Where what is proposed is looked at; null: all of it stands here. */
export function placeOf({ act, details }: Proposal): string | null {
  return act === 'publish_standard' && typeof details.standard === 'string' ? `/standards?standard=${encodeURIComponent(details.standard)}` : null;
}

function told(key: string, text: string): string {
  if (key === 'source_certainty') return word(t.secondPerson.certainties, text);
  if (key === 'channel' && text in t.secondPerson.channels) return word(t.secondPerson.channels, text);
  if (key === 'letters') return word(t.secondPerson.letters, text);
  if (key === 'role' || key === 'roles') return word(t.roles, text);
  if (DAY.test(text)) return dayOnly(text);
  return MOMENT.test(text) ? `${day(text)}, ${hour(text)}` : text;
}
