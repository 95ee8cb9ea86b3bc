import { beforeEach, expect, it } from 'vitest';
import { Pages } from '../../src/data/pages.svelte';

let rows: string[];
let fails: boolean;
let asked: (string | null)[];
let pages: Pages<string>;

/** Two rows a page; the cursor is where the next one begins. */
beforeEach(async () => {
  rows = ['a', 'b', 'c', 'd', 'e'];
  fails = false;
  asked = [];
  pages = new Pages<string>(
    (after) => {
      asked.push(after);
      const from = Number(after ?? 0);
      const next = from + 2 < rows.length ? String(from + 2) : null;
      return fails ? Promise.reject(new Error()) : Promise.resolve({ rows: rows.slice(from, from + 2), after: next });
    },
    () => 'Nie udało się.',
  );
  await pages.load();
});

it('reads on, and begins anew', async () => {
  await pages.more();
  expect([pages.rows, pages.hasMore]).toEqual([['a', 'b', 'c', 'd'], true]);
  await pages.more();
  expect([pages.rows, pages.hasMore]).toEqual([['a', 'b', 'c', 'd', 'e'], false]);
  await pages.load();
  expect([pages.rows, pages.hasMore]).toEqual([['a', 'b'], true]);
});

it('is read anew as far as it is shown, and goes on from there', async () => {
  await pages.more();
  rows = ['0', ...rows];
  asked = [];
  await pages.refresh();
  expect([asked, pages.rows, pages.hasMore]).toEqual([[null, '2'], ['0', 'a', 'b', 'c'], true]);
  await pages.more();
  expect(pages.rows).toEqual(['0', 'a', 'b', 'c', 'd', 'e']);
  rows = ['a'];
  await pages.refresh();
  expect([pages.rows, pages.hasMore]).toEqual([['a'], false]);
});

it('keeps what is shown, and the way on, when it cannot be read anew', async () => {
  fails = true;
  await pages.refresh();
  expect([pages.rows, pages.hasMore, pages.state, pages.failure]).toEqual([['a', 'b'], true, 'failed', 'Nie udało się.']);
});
