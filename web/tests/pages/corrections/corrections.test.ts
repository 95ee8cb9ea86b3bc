// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import Corrections from '../../../src/pages/corrections/Corrections.svelte';
import type { Correction } from '../../../src/pages/corrections/corrections_api';
import { press, rows, seen, show } from '../../support/mounted';

const PROPOSAL: Correction = {
  id: 'correction-1',
  client_id: 'client-anna',
  field: 'phone',
  old_value: '600100200',
  new_value: '600100299',
  proposed_at: '2026-11-27T08:42:00Z',
  account: 'k20060-1',
  call_id: 'call-1',
  state: 'open',
  decided_at: null,
  decided_by: null,
  first_name: 'Anna Maria',
  last_name: 'Żółtowska',
  birth_date: '1985-03-09',
};

function fake(asked: unknown[], fails?: ApiError) {
  return {
    list: async (state: string | null, after: string | null) => {
      asked.push([state, after]);
      return { rows: [{ ...PROPOSAL, id: `correction-${asked.length}` }], after: after === null ? 'place-2' : null };
    },
    gminas: async () => [],
    decide: async (id: string, state: 'accepted' | 'refused') => {
      if (fails) throw fails;
      return { ...PROPOSAL, id, state, decided_by: 'kierownik-20060', decided_at: '2026-11-28T08:00:00Z' };
    },
  };
}

it('shows those of a state, page by page, and leaves what was decided in sight', async () => {
  const asked: unknown[] = [];
  await show(Corrections, { api: fake(asked) }, '/corrections?state=accepted');
  await press('Pokaż następne');
  expect(asked).toEqual([
    ['accepted', null],
    ['accepted', 'place-2'],
  ]);
  await press('Przyjmij: telefon, 600 100 299');
  expect(rows()).toHaveLength(2);
  expect(seen()).toContain('przyjęte, kierownik-20060, 28.11.2026');
});

it('tells why a decision was not saved, and changes nothing', async () => {
  await show(Corrections, { api: fake([], new ApiError('correction_decided', 'Już zdecydowano.', 409)) });
  await press('Odrzuć: telefon, 600 100 299');
  expect(seen()).toContain('Już zdecydowano.');
  expect(seen()).toContain('Przyjmij');
});
