import { expect, it } from 'vitest';
import { pages } from '../../src/routes';
import { groupsOf } from '../../src/shell/places';

const told = (...paths: string[]) =>
  groupsOf(pages.filter((page) => paths.includes(page.path))).map(({ key, pages: some }) => [key, ...some.map(({ path }) => path)]);

it('pages stand under their headings, in the order of the headings', () => {
  expect(told('/recordings', '/desk', '/holds', '/knowledge', '/corrections')).toEqual([
    ['daily', '/desk', '/knowledge'],
    ['talks', '/recordings'],
    ['clients', '/corrections', '/holds'],
  ]);
});

it('no heading is empty', () => {
  expect(told('/access-log')).toEqual([['control', '/access-log']]);
});

it('no page is lost and none stands twice', () => {
  const found = groupsOf(pages).flatMap((group) => group.pages);
  expect(found.map(({ path }) => path).sort()).toEqual(pages.map(({ path }) => path).sort());
});
