// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Proposal } from '../../../src/api/proposal';
import type { MatchingWeightsApi, Previewed, Rules, WantedRule, Weights } from '../../../src/pages/matching_weights/matching_weights_api';
import MatchingWeights from '../../../src/pages/matching_weights/MatchingWeights.svelte';
import { choose, field, press, rows, seen, show, type } from '../../support/mounted';

const SHIPPED: Weights = { occupation: 40, place: 25, shifts: 10, licences: 10, languages: 5, experience: 5, pay: 5 };
const RULE = {
  id: 'weights-1',
  weights: { ...SHIPPED, place: 12.5 },
  valid_from: '2026-01-01',
  valid_to: null,
  basis: 'Zarządzenie nr 7/2026',
  changed_by: 'zespol',
  confirmed_by: 'kierownik-wup',
  changed_at: '2025-12-20T09:00:00Z',
};
const OFFER: Previewed = {
  id: 'offer-1',
  position: 'Spawacz',
  town: 'Kolno',
  place_now: null,
  place_then: 1,
  score_now: null,
  score_then: 100,
  why_pl: 'Ten sam zawód, ta sama gmina.',
};

function fake(rules: Rules, fails?: ApiError) {
  const asked: [number, WantedRule][] = [];
  const tried: [Weights, string, string][] = [];
  let reads = 0;
  const api: MatchingWeightsApi = {
    all: async () => ((reads += 1), rules),
    propose: async (version, wanted) => {
      if (fails) throw fails;
      asked.push([version, wanted]);
      return {} as Proposal;
    },
    preview: async (...what) => (tried.push(what), [OFFER]),
    gminas: async () => [{ teryt: '2006011', name: 'Kolno', office: '20060', kind: 'town' }],
  };
  return { api, asked, tried, reads: () => reads };
}

it('says what holds without a rule, and proposes another one on the version that was read', async () => {
  const { api, asked } = fake({ rules: [], shipped: SHIPPED, version: 3 });
  await show(MatchingWeights, { api }, '/matching-weights');
  expect(seen()).toContain('zawód 40, odległość 25');
  await press('Nowe wagi');
  expect(field('Odległość').value).toBe('25');
  await type('Odległość', '101');
  await type('Podstawa', 'Zarządzenie nr 7/2026');
  await type('Od dnia', '01.01.2090');
  await press('Zgłoś wagi');
  expect(asked).toEqual([]);
  await type('Odległość', '12,5');
  await press('Zgłoś wagi');
  expect(asked).toEqual([[3, { weights: { ...SHIPPED, place: 12.5 }, basis: 'Zarządzenie nr 7/2026', valid_from: '2090-01-01' }]]);
  expect(seen()).toContain('Zmiana nastąpi, gdy potwierdzi ją inna osoba.');
});

it('shows both persons of a rule, and begins with what holds', async () => {
  const { api } = fake({ rules: [RULE], shipped: SHIPPED, version: 1 });
  await show(MatchingWeights, { api }, '/matching-weights');
  expect(rows()[0]).toEqual(expect.arrayContaining([expect.stringContaining('12,5'), expect.stringContaining('Zarządzenie nr 7/2026')]));
  await press('Nowe wagi');
  expect(field('Odległość').value).toBe('12,5');
});

it('tells for somebody made up which offers change places', async () => {
  const { api, tried } = fake({ rules: [], shipped: SHIPPED, version: 0 });
  await show(MatchingWeights, { api }, '/matching-weights');
  await press('Nowe wagi');
  await press('Pokaż zmiany');
  expect(tried).toEqual([]);
  expect(seen()).toContain('Trzeba podać kod zawodu i gminę.');
  await type('Kod szukanego zawodu', '721204');
  await choose('Gmina zamieszkania', '2006011');
  await type('Odległość', '0');
  await press('Pokaż zmiany');
  expect(tried).toEqual([[{ ...SHIPPED, place: 0 }, '721204', '2006011']]);
  expect(seen()).toContain('nie podajemy');
  expect(seen()).toContain('1. miejsce, 100 na 100');
});

it('reads anew when somebody else was faster', async () => {
  const { api, reads } = fake({ rules: [], shipped: SHIPPED, version: 0 }, new ApiError('stale_version', 'Dane zmieniły się.', 412));
  await show(MatchingWeights, { api }, '/matching-weights');
  await press('Nowe wagi');
  await type('Podstawa', 'Zarządzenie nr 7/2026');
  await press('Zgłoś wagi');
  expect(reads()).toBe(2);
});
