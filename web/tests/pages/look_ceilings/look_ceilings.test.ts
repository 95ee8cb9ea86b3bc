// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Ceilings, WantedCeiling } from '../../../src/pages/look_ceilings/look_ceilings_api';
import LookCeilings from '../../../src/pages/look_ceilings/LookCeilings.svelte';
import { choose, press, seen, show, type } from '../../support/mounted';

const NONE: Ceilings = { rules: [], shipped: [{ role: 'consultant', cards: 200, names: 300 }], version: 3 };

it('says what holds without a rule, and sets one on the version that was read', async () => {
  const asked: [number, WantedCeiling][] = [];
  const api = {
    all: async () => NONE,
    plan: async (version: number, wanted: WantedCeiling) => {
      asked.push([version, wanted]);
      const rule = { ...wanted, id: 'rule-1', office: null, valid_to: null, changed_by: 'zespol', changed_at: '2026-11-24T09:00:00Z' };
      return { ...NONE, rules: [rule], version: 4 };
    },
  };
  await show(LookCeilings, { api }, '/look-ceilings');
  expect(seen()).toContain('karty 200, nazwiska 300 dziennie');
  await press('Nowy limit');
  await choose('Rola', 'supervisor');
  await type('Karty dziennie', '0');
  await type('Nazwiska dziennie', '150');
  await type('Podstawa', 'Zarządzenie nr 7/2026');
  await type('Od dnia', '01.01.2090');
  await press('Ustal limit');
  expect(asked).toEqual([]);
  expect(seen()).toContain('Co najmniej 1.');
  await type('Karty dziennie', '120');
  await press('Ustal limit');
  const sent = { office: null, role: 'supervisor', cards: 120, names: 150, basis: 'Zarządzenie nr 7/2026', valid_from: '2090-01-01' };
  expect(asked).toEqual([[3, sent]]);
  expect(seen()).toContain('Limit ustalono od 01.01.2090.');
  expect(seen()).toContain('zaplanowane');
});

it('reads anew when somebody else was faster', async () => {
  let reads = 0;
  const api = {
    all: async () => ((reads += 1), NONE),
    plan: async () => {
      throw new ApiError('stale_version', 'Dane zmieniły się.', 412);
    },
  };
  await show(LookCeilings, { api }, '/look-ceilings');
  await press('Nowy limit');
  await type('Karty dziennie', '120');
  await type('Nazwiska dziennie', '150');
  await type('Podstawa', 'Zarządzenie nr 7/2026');
  await press('Ustal limit');
  expect(reads).toBe(2);
});
