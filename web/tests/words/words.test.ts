import { expect, it } from 'vitest';
import { plural } from '../../src/words/plural';
import { en } from '../../src/words/en';
import { pl } from '../../src/words/pl';

const calls = { one: 'rozmowa', few: 'rozmowy', many: 'rozmów' };

it.each([
  [0, '0 rozmów'],
  [1, '1 rozmowa'],
  [2, '2 rozmowy'],
  [5, '5 rozmów'],
  [12, '12 rozmów'],
  [22, '22 rozmowy'],
  [112, '112 rozmów'],
])('%s calls are counted as Polish wants it', (count, said) => {
  expect(plural('pl', count, calls)).toBe(said);
});

/** Every text with its place: functions are asked with a sign in place of each value. */
function texts(words: unknown, place = ''): [string, string][] {
  if (typeof words === 'string') return [[place, words]];
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => texts(value, `${place}.${key}`));
}

it('what is said in one language is said in the other, too', () => {
  const empty = (words: unknown) => texts(words).filter(([, text]) => text.trim() === '').map(([place]) => place).sort();
  expect(empty(en)).toEqual(empty(pl));
});

it('both languages have the same texts', () => {
  const places = (words: unknown) => texts(words).map(([place]) => place);
  expect(places(en).sort()).toEqual(places(pl).sort());
});
