import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Typing, WORD_MS } from '../../src/commands/typing';

let done: string[];
let typing: Typing;

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  typing = new Typing();
});
afterEach(() => vi.useRealTimers());

const letter = (which: string) => typing.key(() => done.push(which), true);

it('a letter alone is a key, once it is certain that it is alone', () => {
  letter('h');
  vi.advanceTimersByTime(WORD_MS - 1);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['h']);
  letter('h');
  vi.advanceTimersByTime(WORD_MS);
  expect(done).toEqual(['h', 'h']);
});

it('no letter of a word does anything, whichever are keys', () => {
  for (const [which, isKey] of [
    ['m', true],
    ['h', true],
    ['a', false],
    ['m', true],
  ] as const) {
    if (isKey) letter(which);
    else typing.sign();
    vi.advanceTimersByTime(WORD_MS - 100);
  }
  vi.advanceTimersByTime(WORD_MS * 3);
  expect(done).toEqual([]);
});

it('a sign that waits for none acts at once, and within a word not at all', () => {
  typing.key(() => done.push('/'), false);
  expect(done).toEqual(['/']);
  typing.key(() => done.push('?'), false);
  expect(done).toEqual(['/']);
});

it('Enter ends a word: the key after it is meant, however soon', () => {
  typing.sign();
  typing.ends();
  typing.key(() => done.push('/'), false);
  expect(done).toEqual(['/']);
});
