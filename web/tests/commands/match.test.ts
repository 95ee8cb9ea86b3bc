import { expect, it } from 'vitest';
import { matches, writes } from '../../src/commands/match';

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

it('a letter means itself, with caps lock, too, but not with another key held', () => {
  expect(matches('M', pressed('m'))).toBe(true);
  expect(matches('M', pressed('M'))).toBe(true);
  expect(matches('M', pressed('M', { shiftKey: true }))).toBe(false);
  expect(matches('M', pressed('m', { ctrlKey: true }))).toBe(false);
  expect(matches('M', pressed('m', { altKey: true }))).toBe(false);
});

it('signs that need Shift on some keyboards are meant however they are typed', () => {
  expect(matches('?', pressed('?', { shiftKey: true }))).toBe(true);
  expect(matches('/', pressed('/'))).toBe(true);
});

it('knows combinations, and Cmd for Ctrl', () => {
  expect(matches('Ctrl+K', pressed('k', { ctrlKey: true }))).toBe(true);
  expect(matches('Ctrl+K', pressed('k', { metaKey: true }))).toBe(true);
  expect(matches('Ctrl+K', pressed('k'))).toBe(false);
  expect(matches('Enter', pressed('Enter'))).toBe(true);
});

it('knows which keys would write something', () => {
  expect(writes('M')).toBe(true);
  expect(writes('?')).toBe(true);
  expect(writes('Enter')).toBe(true);
  expect(writes('Ctrl+K')).toBe(false);
  expect(writes('F2')).toBe(false);
  expect(writes('Escape')).toBe(false);
});
