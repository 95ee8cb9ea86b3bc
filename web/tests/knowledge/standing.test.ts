import { expect, it } from 'vitest';
import { languageOf, languagesOf, sentenceToRead, standingOf } from '../../src/knowledge/standing';
import { article, text, version } from './fakes';

const pointer = version({ is_pointer: true, texts: { pl: text({ short_answer_filled: 'O to pyta się urząd.' }) } });

it.each([
  [article(), 'in_force', 'Zasiłek wynosi 1721,90 zł.'],
  [article({ published: pointer }), 'pointer', 'O to pyta się urząd.'],
  [article({ is_in_force: false, why_not: 'Stawka nie obowiązuje.' }), 'not_in_force', null],
  [article({ published: pointer, is_in_force: false }), 'not_in_force', null],
  [article({ published: null, is_in_force: false }), 'not_published', null],
])('what may be read follows from where an article stands', (of, standing, sentence) => {
  expect([standingOf(of), sentenceToRead(of, 'pl')]).toEqual([standing, sentence]);
});

it('reads nothing in a language in which it is not written', () => {
  expect(sentenceToRead(article(), 'uk')).toBeNull();
  expect(sentenceToRead(article(), null)).toBeNull();
});

it('has the language that is wanted, else Polish', () => {
  const texts = { uk: text(), pl: text() };
  expect(languagesOf(texts)).toEqual(['pl', 'uk']);
  expect([languageOf(texts, 'uk'), languageOf(texts, 'en'), languageOf({}, 'pl')]).toEqual(['uk', 'pl', null]);
});
