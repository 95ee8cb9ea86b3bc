// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keyOf, listenToKeys, offer, switchKeys, toldOfShift, type Command } from '../../src/commands/commands.svelte';
import { WORD_MS } from '../../src/commands/typing';

let done: string[];
let stop: (() => void)[];
let tests = 0;

const command = (id: string, key: string, more: Partial<Command> = {}): Command => ({
  id,
  key,
  says: () => id,
  run: () => done.push(id),
  ...more,
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime((tests += 1) * 60_000); // the clock of one window never goes back
  done = [];
  stop = [
    listenToKeys(window),
    offer([
      command('hold', 'H'),
      command('end', 'E', { isRisky: true }),
      command('palette', 'Ctrl+K', { isEverywhere: true }),
      command('base', '/', { isBelow: true }),
    ]),
  ];
});

afterEach(() => {
  for (const each of stop) each();
  switchKeys(false);
  document.body.replaceChildren();
  vi.useRealTimers();
});

function press(key: string, more: KeyboardEventInit = {}, on: EventTarget = document.body): void {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }));
  vi.advanceTimersByTime(WORD_MS);
}

it('does what a letter says, and not what ends a call before Shift is held', () => {
  press('h');
  press('e');
  expect([done, toldOfShift()?.id]).toEqual([['hold'], 'end']);
  press('E', { shiftKey: true });
  expect([done, toldOfShift(), keyOf('end')]).toEqual([['hold', 'end'], null, 'Shift+E']);
});

it('leaves the keys to the field in which somebody types, but for the palette', () => {
  const field = document.body.appendChild(document.createElement('input'));
  for (const key of ['h', 'E', '/']) press(key, {}, field);
  press('k', { ctrlKey: true }, field);
  expect(done).toEqual(['palette']);
});

it('prefers the search of the page to the way to the knowledge base', () => {
  press('/');
  const away = offer([command('search', '/')]);
  press('/');
  away();
  press('/');
  expect(done).toEqual(['base', 'search', 'base']);
});

it('is silent where somebody has switched single keys off', () => {
  switchKeys(true);
  press('h');
  press('k', { ctrlKey: true });
  expect([done, keyOf('hold'), keyOf('palette')]).toEqual([['palette'], null, 'Ctrl+K']);
});
