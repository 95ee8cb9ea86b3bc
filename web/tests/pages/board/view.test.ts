import { expect, it } from 'vitest';
import { nextSort, sorted } from '../../../src/pages/board/sorting';
import { addressOf, reportAddress, viewOf } from '../../../src/pages/board/view';
import { pageAt } from '../../../src/routes';

const usual = viewOf(new URLSearchParams());

it('the address says what is shown, and leaves out what is usual', () => {
  expect(addressOf(usual)).toBe('/board');
  const address = '/board?office=20060&office=20620&q=nowak&group=busy&queues=-waiting&people=since&wall=1&look=dark';
  expect(addressOf(viewOf(new URL(address, 'http://x').searchParams))).toBe(address);
});

it('what is no code, group, column or look in an address is left out', () => {
  const view = viewOf(new URLSearchParams('office=1&office=20060&office=20060&group=x&queues=<b>&look=pink&wall=0'));
  expect(view).toEqual({ ...usual, offices: ['20060'] });
});

it('the wall stands alone on the screen, the page does not', () => {
  const alone = (search: string) => pageAt('/board')?.isAlone?.(new URLSearchParams(search));
  expect([alone('wall=1'), alone('wall'), alone('wall=0'), alone('')]).toEqual([true, true, false, false]);
  expect(viewOf(new URLSearchParams('wall')).isWall).toBe(true);
});

it('a number leads to the report of today and of the same offices', () => {
  expect(reportAddress('offices', '2026-11-27', [])).toBe('/reports/offices?from=2026-11-27&to=2026-11-27');
  expect(new URL(reportAddress('offices', '2026-11-27', ['20060', '20620']), 'http://x').searchParams.getAll('offices')).toEqual(['20060', '20620']);
});

const rows = [
  { name: 'Łomża', waiting: 2, oldest: null },
  { name: 'Kolno', waiting: 0, oldest: 5 },
  { name: 'Sejny', waiting: 2, oldest: 9 },
];
const columns = [
  { key: 'name', sort: (row: (typeof rows)[0]) => row.name },
  { key: 'waiting', sort: (row: (typeof rows)[0]) => row.waiting },
  { key: 'oldest', sort: (row: (typeof rows)[0]) => row.oldest },
  { key: 'actions' },
];
const names = (by: string) => sorted(rows, columns, by).map((row) => row.name);

it('rows stand in the order of a column, equal ones as they came, unknown ones at the end', () => {
  expect(names('name')).toEqual(['Kolno', 'Łomża', 'Sejny']);
  expect(names('-waiting')).toEqual(['Łomża', 'Sejny', 'Kolno']);
  expect(names('oldest')).toEqual(['Kolno', 'Sejny', 'Łomża']);
  expect(names('-oldest')).toEqual(['Sejny', 'Kolno', 'Łomża']);
  for (const none of ['', 'actions', 'nothing']) expect(names(none)).toEqual(['Łomża', 'Kolno', 'Sejny']);
});

it('the first press on numbers shows the largest first, on words A first; the second turns it round', () => {
  expect([nextSort('', 'waiting', true), nextSort('-waiting', 'waiting', true)]).toEqual(['-waiting', 'waiting']);
  expect([nextSort('', 'name', false), nextSort('name', 'name', false), nextSort('-name', 'name', false)]).toEqual(['name', '-name', 'name']);
});
