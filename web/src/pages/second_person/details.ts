/** What is to be done, in lines for people. Pure. */
import { day, dayOnly, hour } from '../../time/format';
import { t, word } from '../../words';
import type { Proposal } from './second_person_api';

export interface Line {
  name: string;
  value: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T/;

/** What says nothing to people: which version was read, and the digest of a sound. */
const UNSEEN: ReadonlySet<string> = new Set(['version', 'version_read', 'sha256', 'change', 'kind']);

export function linesOf(proposal: Proposal): Line[] {
  return [...linesIn(proposal.details)];
}

function* linesIn(details: Readonly<Record<string, unknown>>): Generator<Line> {
  for (const [key, value] of Object.entries(details)) {
    if (UNSEEN.has(key) || value === null || value === '') continue;
    if (Array.isArray(value)) yield { name: word(t.secondPerson.details, key), value: value.join(', ') || '–' };
    else if (typeof value === 'object') yield* linesIn(value as Record<string, unknown>);
    else yield { name: word(t.secondPerson.details, key), value: said(String(value as string | number | boolean)) };
  }
}

function said(text: string): string {
  if (DAY.test(text)) return dayOnly(text);
  return MOMENT.test(text) ? `${day(text)}, ${hour(text)}` : text;
}
