// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import BoardHead from '../../../src/pages/board/BoardHead.svelte';
import { sumsOf } from '../../../src/pages/board/rows';
import type { Freshness } from '../../../src/pages/board/staleness';
import { viewOf } from '../../../src/pages/board/view';
import { seen, show } from '../../support/mounted';

const head = (more: object) =>
  show(BoardHead, {
    freshness: 'fresh' as Freshness,
    age: 0,
    sums: sumsOf([], []),
    level: { value: null, n: 0 },
    callbacks: 0,
    until: null,
    alarms: [],
    officeName: String,
    view: viewOf(new URLSearchParams()),
    mayOpenReports: true,
    ...more,
  });
const figures = () =>
  [...document.querySelectorAll<HTMLElement>('[data-figure]')].map((each) => [each.dataset.figure, each.querySelector('.number')?.textContent]);

it('says no figure before the first answer, and leads nowhere', async () => {
  await head({ freshness: 'first' });
  const told = figures().filter(([key]) => key !== 'now');
  expect(told).toHaveLength(6);
  expect(new Set(told.map(([, value]) => value))).toEqual(new Set(['–']));
  expect(document.querySelector('a')).toBeNull();
  expect(seen()).toContain('Czekamy na dane z centrum…');
  expect(seen()).not.toContain('nikt nie czeka');
});

it('tells of who stands in the list of those who wait and is not counted', async () => {
  await head({ aside: { asked: 2, rings: 1 } });
  expect(figures()).toContainEqual(['waiting', '0']);
  expect(seen()).toContain('2 odpowiadają na pytanie o nagranie, u konsultanta dzwoni: 1');
});
