// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import ClientStatistics from '../../../src/pages/client_statistics/ClientStatistics.svelte';
import type { Statistics } from '../../../src/pages/client_statistics/client_statistics_api';
import { choose, rows, seen, show } from '../../support/mounted';

const FOUND: Statistics = {
  fewest: 5,
  clients: { '20060': 2014, '20610': 12_000 },
  attributes: [
    {
      attribute: 'status',
      values: ['unemployed', 'seeker', 'none'],
      offices: { '20060': { unemployed: 1953, seeker: null, none: null }, '20610': { unemployed: 11_000, seeker: 1000, none: 0 } },
      totals: { unemployed: 12_953, seeker: null, none: null },
    },
    { attribute: 'sex', values: ['K', 'M', 'unknown'], offices: { '20060': { K: 1000, M: 1014, unknown: 0 } }, totals: null },
  ],
};
const fakes = (found: Statistics) => ({ api: { read: async () => found } });
const cells = () => rows().map((row) => row.map((cell) => cell.replace(/\s/g, ' ')));

it('shows counts by office and together, and a dash where a count would tell of persons', async () => {
  await show(ClientStatistics, fakes(FOUND), '/client-statistics');
  expect(cells()).toEqual([
    ['Urząd 20060', 'Wszyscy 2014', 'bezrobotni 1953', 'poszukujący pracy –', 'niezarejestrowani –'],
    ['Urząd 20610', 'Wszyscy 12 000', 'bezrobotni 11 000', 'poszukujący pracy 1000', 'niezarejestrowani 0'],
    ['Urząd Razem', 'Wszyscy 14 014', 'bezrobotni 12 953', 'poszukujący pracy –', 'niezarejestrowani –'],
  ]);
  expect(seen()).toContain('mniej niż 5');
});

it('shows another division, and no sum that may not be told', async () => {
  await show(ClientStatistics, fakes(FOUND), '/client-statistics');
  await choose('Podział', 'sex');
  expect(cells()).toEqual([['Urząd 20060', 'Wszyscy 2014', 'kobiety 1000', 'mężczyźni 1014', 'nie podano 0']]);
});

it('says why there is nothing', async () => {
  await show(ClientStatistics, fakes({ fewest: 5, clients: {}, attributes: [] }), '/client-statistics');
  expect(seen()).toContain('Urząd nie przekazał jeszcze danych klientów.');
});
