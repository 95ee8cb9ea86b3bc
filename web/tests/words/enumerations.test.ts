import { expect, it } from 'vitest';
import * as values from '../../src/api/values';

/** No page says an English code: whatever a field of the web service may be has words, or a reason why nobody reads it. */

const files = import.meta.glob<Record<string, unknown>>('../../src/words/pl/*.ts', { eager: true });

/** Every object of texts by code, with its place. */
function maps(words: unknown, place: string): [string, Record<string, unknown>][] {
  if (typeof words !== 'object' || words === null || Array.isArray(words)) return [];
  const own = words as Record<string, unknown>;
  return [[place, own], ...Object.entries(own).flatMap(([key, value]) => maps(value, `${place}.${key}`))];
}

const WORDS = Object.values(files).flatMap((file) => Object.entries(file).flatMap(([name, words]) => maps(words, name)));

/** Each enumeration of the description, with the names under which it stands there. */
const enumerations = new Map<string, string[]>();
for (const [schema, fields] of Object.entries(values) as [string, readonly string[] | Record<string, readonly string[]>][]) {
  const all = Array.isArray(fields) ? [[schema, fields] as const] : Object.entries(fields).map(([field, list]) => [`${schema}.${field}`, list] as const);
  for (const [name, list] of all) {
    const key = JSON.stringify(list);
    enumerations.set(key, [...(enumerations.get(key) ?? []), name]);
  }
}

const isSaid = (word: unknown): boolean =>
  typeof word === 'function' || (typeof word === 'string' && word.trim() !== '') || (typeof word === 'object' && word !== null);

function hasWords(list: readonly string[]): boolean {
  return WORDS.some(([, map]) => list.every((code) => isSaid(map[code])));
}

const NOBODY = 'no page shows it';
const SENTENCE = 'the server says it in a Polish sentence beside it';
const LOOKS = 'it decides how something is drawn, and stands in no text';

/** Named by one of the names under which it stands. */
const WITHOUT: Record<string, string> = {
  'AccessVisitOut.who_kind': 'the line is said by one word, an account by its name',
  'ActivationNow.state': 'each state is a page of its own: login/Activate',
  'AgentOut.state': 'the states of consultants have their words in common.states, and the desk makes one of several',
  'AttributeCounts.attribute': NOBODY,
  'CallbackOut.cause': NOBODY,
  'CallDetail.direction': 'calls/steps says it by the kind of the call',
  'CallDetail.path': SENTENCE,
  'CallDetail.queue_left_reason': 'calls/ends says the end in a sentence, with its time',
  'CallSearch.state': 'a filter with words of its own: calls/filters',
  'CallerVerificationOut.by': SENTENCE,
  'Caption.kind': LOOKS,
  'ClientCard.occasion': NOBODY,
  'Consent.source': NOBODY,
  'Contact.kind': LOOKS,
  'Credentials.kind': NOBODY,
  'DifferencePart.kind': LOOKS,
  'DraftOut.state': NOBODY,
  'ExportOut.kind': NOBODY,
  'Finding.severity': NOBODY,
  'Health.status': NOBODY,
  'ProfileSearchIn.years': NOBODY,
  'HomeOfficeOut.known_by': SENTENCE,
  'KnowledgeHits.asked': LOOKS,
  'ListeningNow.state': 'the bar of listening in says the way, and what can be done: listening_in',
  'MatterStepIn.step': 'the buttons say it in matters.acts, and taking back is a button of its own',
  'MessageOut.state': NOBODY,
  'OfferWhy.outcome': SENTENCE,
  'OpenMatter.kind': SENTENCE,
  'OutcomesFrom.part': NOBODY,
  'Parts.database': NOBODY,
  'ProposalOut.state': 'second_person says each decided act in a sentence of its own',
  'ReasonOut.kind': SENTENCE,
  'RecordingSearch.alarm': 'the alarms have their words; "any" is the filter of all of them',
  'ReportAnswer.chart': LOOKS,
  Right: 'a right opens pages; none is named on them',
  'SessionNow.kind': NOBODY,
  'SpecialDays.kind': NOBODY,
  'StandardVersionOut.file_kind': 'the name of the file says it',
  'StateOut.outcome': NOBODY,
  'StateOut.reason_kind': SENTENCE,
  'Verdict.kind': SENTENCE,
  'VersionOut.status': NOBODY,
  'WishIn.wish': 'each wish is a command with its own words: desk',
  'UseIn.what': NOBODY,
};

it.each([...enumerations].map(([list, names]) => [names.join(', '), JSON.parse(list) as string[], names] as const))('%s has words', (_, list, names) => {
  expect(hasWords(list) || names.some((name) => name in WITHOUT), `no words for ${list.join(', ')}`).toBe(true);
});

it('no word of a code is the code itself', () => {
  const codes = new Set([...enumerations.keys()].flatMap((list) => JSON.parse(list) as string[]).filter((code) => String(code).includes('_')));
  const same = WORDS.flatMap(([place, map]) => Object.entries(map).flatMap(([code, word]) => (codes.has(code) && word === code ? [`${place}.${code}`] : [])));
  expect(same).toEqual([]);
});
