// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import Imports from '../../../src/pages/imports/Imports.svelte';
import type { ImportRun, ImportsApi } from '../../../src/pages/imports/imports_api';
import { button, check, press, rows, seen, settled, show } from '../../support/mounted';

const NONE = { read: 0, new: 0, changed: 0, same: 0, gone: 0, rejected: 0, moved: 0, elsewhere: 0 };
const RUN: ImportRun = {
  id: 'import-1',
  office: '20060',
  kind: 'full',
  state: 'done',
  extract_at: '2026-11-26T22:00:00Z',
  first_seq: null,
  last_seq: null,
  source: '20060/2026-11-26',
  progress: 1,
  counts: { person: { ...NONE, read: 1930, new: 3, same: 1925, rejected: 2 }, visit: NONE },
  repairs: 14,
  rejects: 2,
  error: null,
  asked_at: '2026-11-27T01:00:00Z',
  ended_at: '2026-11-27T01:00:09Z',
  asked_by: 'system',
  confirmed_by: null,
};

function fake(run: ImportRun, changed: Partial<ImportsApi> = {}): ImportsApi {
  return {
    list: async () => ({ rows: [run], after: null }),
    one: async () => run,
    begin: async () => [],
    upload: async () => run,
    confirm: async () => null,
    refuse: async () => ({ ...run, state: 'refused', error: 'Wstrzymany import odrzucono.', confirmed_by: 'kierownik-20060' }),
    rejects: async () => ({ rows: [], after: null }),
    repairs: async () => ({ rows: [], after: null }),
    rejectsFile: async () => new Blob(['plik']),
    ...changed,
  };
}

const OPEN = /^Pokaż import/;
async function open() {
  [...document.querySelectorAll('button')].find((each) => OPEN.test(each.getAttribute('aria-label') ?? ''))?.click();
  await settled();
}

it('says in a sentence what an import has done, and counts only what there is', async () => {
  await show(Imports, { api: fake(RUN) }, '/imports');
  await open();
  expect(seen()).toContain('Wczytano 1930 osób; nowe: 3 wiersze. Odrzucono 2 wiersze. Naprawiono 14 wartości.');
  const heads = [...document.querySelectorAll('.drawer thead th')].map((each) => each.textContent?.trim());
  expect(heads).toEqual(['Plik', 'przeczytane', 'nowe', 'bez zmian', 'odrzucone']);
});

it('a quarantined one may be refused beside being let in, and one message is shown at a time', async () => {
  const held: ImportRun = { ...RUN, state: 'quarantined', error: 'Zniknęłoby ponad 10 %.', counts: { person: { ...NONE, read: 3, gone: 1927 } } };
  await show(Imports, { api: fake(held) }, '/imports');
  await open();
  expect(document.querySelectorAll('.notice')).toHaveLength(1);
  await press('Odrzuć ten import');
  await press('Odrzuć import');
  expect(seen()).toContain('Wstrzymany import odrzucono.');
  expect(seen()).toMatch(/Odrzucił\(a\) ?kierownik-20060/);
  expect(document.querySelectorAll('.notice')).toHaveLength(1);
});

it('the failure of the last file is gone when the dialog is opened anew', async () => {
  const failing = fake(RUN, { begin: () => Promise.reject(new ApiError('import_refused', 'Plik nie dotarł w całości.', 422)) });
  await show(Imports, { api: failing }, '/imports');
  await press('Uruchom import teraz');
  await check('wyciągi, które zostały dostarczone i czekają');
  await press('Uruchom import');
  expect(seen()).toContain('Plik nie dotarł w całości.');
  await press('Anuluj');
  await press('Uruchom import teraz');
  expect(button('Uruchom import')).toBeTruthy();
  expect(seen()).not.toContain('Plik nie dotarł w całości.');
});

it('an empty list says what it is for, why it is empty and what to do', async () => {
  await show(Imports, { api: fake(RUN, { list: async () => ({ rows: [], after: null }) }) }, '/imports');
  expect(rows()[0]?.[0]).toBe(
    'Tu jest każde wczytanie danych klientów z systemu urzędu. Nie było jeszcze importów. Dostarczone wyciągi są wczytywane co noc. Aby nie czekać, prosimy użyć przycisku „Uruchom import teraz”.',
  );
});
