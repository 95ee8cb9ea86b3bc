import { describe, expect, it } from 'vitest';
import { answerOf, besides } from '../../src/knowledge/answer';
import type { Found, FoundPlace, Hit } from '../../src/knowledge/knowledge_api';
import { hit } from './fakes';

const SOKOLKA: FoundPlace = { kind: 'office', id: '20110', office: '20110' };

function found(change: Partial<Found> = {}, first: Partial<Hit> = {}): Found {
  const hits = [hit('staz', { short_answer: 'Stypendium wynosi 160 procent zasiłku.', score: 2, ...first }), hit('kurs')];
  return { hits, corrected: null, is_answered: true, asked: 'amount', place: null, took_ms: 1, ...change };
}

describe('an answer above the results', () => {
  it.each([
    ['a figure', {}, {}],
    ['a part in words', {}, { short_answer: 'Najwyżej połowa zasiłku na dziecko.' }],
    ['a term', { asked: 'deadline' as const }, { short_answer: 'W ciągu 7 dni.' }],
    ['a part in English', {}, { short_answer: 'It is half of the benefit.', language: 'en' as const }],
    ['a part in Ukrainian', {}, { short_answer: 'Це половина допомоги.', language: 'uk' as const }],
  ])('is the sentence that tells %s', (_name, change, first) => {
    const answered = found(change, first);
    expect(answerOf(answered)).toEqual({ kind: 'said', hit: answered.hits[0] });
  });

  it.each([
    ['a question of another kind', { asked: 'how_to' as const }, {}],
    ['a question of no known kind', { asked: null }, {}],
    ['what does not answer', { is_answered: false }, {}],
    ['nothing', { hits: [] }, {}],
    ['a sentence without an amount', {}, { short_answer: 'O stypendium prosimy pytać urząd.' }],
    ['what is not in force', {}, { is_in_force: false, short_answer: null }],
    ['what only says where to ask', {}, { is_pointer: true }],
    ['what is hardly better than the next one', {}, { score: 1.2 }],
    ['a training', {}, { kind: 'training' as const }],
  ])('is none for %s', (_name, change, first) => {
    expect(answerOf(found(change, first))).toBeNull();
  });

  it('is the place that somebody wants to reach, whatever was found', () => {
    expect(answerOf(found({ asked: 'office', place: SOKOLKA, is_answered: false }))).toEqual({ kind: 'place', place: SOKOLKA });
  });
});

it('does not stand among the results once more', () => {
  const amount = found();
  expect(besides(amount, answerOf(amount)).map(({ id }) => id)).toEqual(['kurs']);
  const place = found({ place: SOKOLKA, hits: [hit('20110', { kind: 'place' }), hit('20110'), hit('dabrowa', { kind: 'place' })] });
  expect(besides(place, answerOf(place)).map(({ kind, id }) => `${kind} ${id}`)).toEqual(['article 20110', 'place dabrowa']);
  expect(besides(place, null)).toHaveLength(3);
});
