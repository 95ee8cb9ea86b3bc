// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { Hold } from '../../../src/client_card/rights_api';
import Holds from '../../../src/pages/holds/Holds.svelte';
import { press, seen, show, type } from '../../support/mounted';

const HOLD: Hold = {
  id: 'hold-1',
  office: '20060',
  client_id: 'client-anna',
  call_id: null,
  categories: ['benefits'],
  reason: 'Spór',
  basis: 'art. 17 RODO',
  set_by: 'kierownik-20060',
  set_at: '2026-11-20T09:00:00Z',
  until: null,
  ended_by: null,
  ended_at: null,
  version: 1,
};

function fakes(asked: unknown[], answers: { is?: Hold; fails?: ApiError } = {}) {
  return {
    api: {
      list: async (state: string) => ({ rows: asked.push(['list', state]) ? [answers.is ?? HOLD] : [], after: null }),
      end: async ({ version }: Hold) => {
        asked.push(['end', version]);
        if (answers.fails) throw answers.fails;
      },
    },
    rights: { hold: async (wanted: unknown) => ({ ...HOLD, id: `hold-${asked.push(wanted)}`, reason: 'Nowa' }), receive: async () => '' },
  };
}

it('shows those of the state in the address; the last day counts', async () => {
  const asked: unknown[] = [];
  await show(Holds, fakes(asked, { is: { ...HOLD, until: '2999-01-31' } }), '/holds?state=over');
  expect(asked).toEqual([['list', 'over']]);
  expect(seen()).toContain('klient: świadczenia');
  expect(seen()).toMatch(/31\.01\.2999.*obowiązuje/);
});

it('proposes the end of one; whose version is old is read anew first', async () => {
  const asked: unknown[] = [];
  const answers: { is?: Hold; fails?: ApiError } = { fails: new ApiError('stale_version', 'Stara wersja.', 412) };
  await show(Holds, fakes(asked, answers), '/holds');
  await press('Zakończ blokadę: Spór');
  answers.is = { ...HOLD, version: 5 };
  await press('Zakończ blokadę');
  expect(seen()).toContain('Wczytano na nowo.');
  delete answers.fails;
  await press('Zakończ blokadę');
  expect(asked.at(-1)).toEqual(['end', 5]);
  expect(seen()).toContain('gdy potwierdzi to inna osoba');
});

it('sets one for a call, after it has said what is missing', async () => {
  const asked: unknown[] = [];
  await show(Holds, fakes(asked), '/holds');
  await press('Zatrzymaj jedną rozmowę');
  await press('Ustaw blokadę');
  expect(seen()).toContain('Prosimy poprawić:');
  await type('Numer rozmowy w systemie', 'call-1');
  await type('Powód', 'Spór o zwrot');
  await type('Podstawa prawna', 'art. 17');
  await type('Ostatni dzień', '31.12.2999');
  await press('Ustaw blokadę');
  expect(asked.at(-1)).toEqual({ reason: 'Spór o zwrot', basis: 'art. 17', until: '2999-12-31', call_id: 'call-1' });
  expect(seen()).toContain('Blokada obowiązuje.');
});
