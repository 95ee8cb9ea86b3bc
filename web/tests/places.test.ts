import { expect, it } from 'vitest';
import { placesOf, type Places } from '../src/places';
import { pages } from '../src/routes';

const of = (home: string, ...paths: string[]) => placesOf(pages.filter((page) => paths.includes(page.path)), home);
const told = ({ line, groups }: Places) => [line.map(({ path }) => path), groups.map(({ key, pages: some }) => [key, ...some.map(({ path }) => path)])];

it('a consultant has everything in the line', () => {
  const paths = ['/desk', '/clients', '/recordings', '/assessments', '/knowledge', '/directory', '/caller'];
  expect(told(of('/desk', ...paths))).toEqual([paths, []]);
});

it('a supervisor has the work of each day in the line, and the rest under headings', () => {
  const all = pages.filter((page) => !page.isUnlisted && page.path !== '/desk' && page.path !== '/articles').map(({ path }) => path);
  expect(told(of('/board', ...all))).toEqual([
    ['/board', '/clients', '/reports', '/knowledge'],
    [
      ['talks', '/recordings', '/assessments'],
      ['clients', '/corrections', '/imports', '/requests', '/holds'],
      ['knowledge', '/directory'],
      ['control', '/access-log', '/retention', '/proof', '/second-person'],
      ['demonstration', '/caller'],
    ],
  ]);
});

it('where somebody begins is in the line, whatever its heading', () => {
  const places = of('/access-log', '/holds', '/access-log', '/proof', '/recordings', '/assessments', '/reports', '/knowledge', '/directory');
  expect(places.line.map(({ path }) => path)).toEqual(['/access-log', '/reports', '/knowledge']);
});

it('no page is lost and none stands twice', () => {
  const places = placesOf(pages, '/desk');
  const found = [...places.line, ...places.groups.flatMap((group) => group.pages)];
  expect(found.map(({ path }) => path).sort()).toEqual(pages.map(({ path }) => path).sort());
});
