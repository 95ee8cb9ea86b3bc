import { expect, it } from 'vitest';
import type { Command } from '../../src/commands/commands.svelte';
import { found } from '../../src/commands/finding';

const command = (id: string, says: string, group?: string): Command => ({
  id,
  says: () => says,
  ...(group && { group: () => group }),
  run: () => undefined,
});
const all = [command('end', 'Zakończ', 'Rozmowa'), command('hold', 'Zawieś', 'Rozmowa'), command('page', 'Łączność'), command('base', 'Baza wiedzy')];
const ids = (typed: string) => found(all, typed).map(({ id }) => id);

it('finds by the beginnings of words, in any order, without Polish marks, too', () => {
  expect(ids('')).toEqual(['end', 'hold', 'page', 'base']);
  expect(ids('zakoncz')).toEqual(['end']);
  expect(ids('wied baz')).toEqual(['base']);
  expect(ids('rozm')).toEqual(['end', 'hold']);
  expect(ids('lacz')).toEqual(['page']);
  expect(ids('nosc')).toEqual([]);
});
