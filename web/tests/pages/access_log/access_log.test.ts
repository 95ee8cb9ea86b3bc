// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import AccessLog from '../../../src/pages/access_log/AccessLog.svelte';
import type { Look, Visit } from '../../../src/pages/access_log/access_log_api';
import { press, rows, seen, show, type } from '../../support/mounted';

const ALL = { from: '', to: '', staff: '', office: '', call: '' };
const ANYBODY = { person: null, client: null };
const ANNA = { last_name: 'Nowak', first_name: 'Anna', birth_date: '1980-05-17' };

const LOOK: Look = {
  id: 'access-1',
  at: '2026-11-27T08:52:00Z',
  topic: 'person',
  purpose: 'desk',
  outcome: 'found',
  field_groups: ['identity', 'visits'],
  reason: null,
  message_id: null,
};
const VISIT: Visit = {
  who_kind: 'account',
  who: 'k20060-1',
  who_name: 'Jan Kowalski',
  client_id: 'client-anna',
  office: '20060',
  call_id: 'call-1',
  call: { id: 'call-1', started_at: '2026-11-27T08:40:00Z', office: '20060', is_of_client: true },
  looks: 2,
  entries: [LOOK, { ...LOOK, id: 'access-0', at: '2026-11-27T08:41:00Z', topic: 'history', field_groups: null, outcome: 'written' }],
};
const OTHER: Visit = {
  ...VISIT,
  client_id: 'client-ewa',
  call_id: null,
  call: null,
  looks: 1,
  entries: [{ ...LOOK, id: 'access-2', purpose: 'client_view', reason: 'Pytanie w okienku' }],
};

function fake(asked: unknown[][], visits: Visit[] = [VISIT, OTHER]) {
  return {
    visits: async (...what: unknown[]) => {
      asked.push(what);
      return { rows: visits, after: null };
    },
    file: () => Promise.reject(new ApiError('too_many_entries', 'Wpisów jest więcej niż 20000.', 422)),
  };
}

it('says who looked at whose data in which conversation, without an id', async () => {
  await show(AccessLog, { api: fake([]) }, '/access-log');
  expect(rows().map((row) => row.map((cell) => cell.replace(/^(Kiedy|Kto|Czyje dane|Urząd|Co|Po co|Wynik|Szczegóły) /, '')))).toEqual([
    [
      '27.11.2026, 9:41 – 9:52',
      'Jan Kowalski',
      'osoba 1',
      '20060', // offices are not told in this test
      'dane osoby, kontakty: kim jest, wizyty',
      'stanowiskorozmowa z tą osobą, 27.11.2026, 9:40',
      'pokazano, zmieniono',
      '2 wglądy',
    ],
    ['27.11.2026, 9:52', 'Jan Kowalski', 'osoba 2', '20060', 'dane osoby: kim jest, wizyty', 'karta klientapowód: Pytanie w okienku', 'pokazano', '1 wgląd'],
  ]);
  expect(seen()).not.toMatch(/k20060-1|call-1|client-/);
});

it('asks about a person by name and birth date, all or nothing, and keeps the person out of the address', async () => {
  const asked: unknown[][] = [];
  await show(AccessLog, { api: fake(asked, [VISIT]) }, '/access-log?staff=Kowalski');
  await type('Nazwisko osoby', 'Nowak');
  await press('Pokaż');
  expect(asked).toHaveLength(1);
  expect(seen()).toContain('Prosimy wypełnić to pole.');
  await type('Imię', 'Anna');
  await type('Data urodzenia', '17.05.1980');
  await press('Pokaż');
  expect(asked).toEqual([
    [{ ...ALL, staff: 'Kowalski' }, ANYBODY, null],
    [{ ...ALL, staff: 'Kowalski' }, { person: ANNA, client: null }, null],
  ]);
  expect(rows()[0]?.[2]).toBe('Czyje dane szukana osoba');
  expect(location.search).toBe('?staff=Kowalski');
});

it('says of nobody the same as of somebody of another office', async () => {
  await show(AccessLog, { api: fake([], []) }, '/access-log');
  await type('Nazwisko osoby', 'Nowak');
  await type('Imię', 'Anna');
  await type('Data urodzenia', '17.05.1980');
  await press('Pokaż');
  expect(seen()).toContain('Tak samo jest, gdy osoby nie ma w rejestrze albo gdy jest klientem innego urzędu.');
});

it('opens the single looks, from where the list is narrowed and ids are copied', async () => {
  const asked: unknown[][] = [];
  await show(AccessLog, { api: fake(asked) }, '/access-log');
  await press('2 wglądy: Jan Kowalski, 27.11.2026, 9:41 – 9:52');
  expect(rows().slice(2)).toEqual([
    ['Kiedy 9:52:00', 'Co dane osoby: kim jest, wizyty', 'Po co stanowisko', 'Wynik pokazano'],
    ['Kiedy 9:41:00', 'Co kontakty', 'Po co stanowisko', 'Wynik zmieniono'],
  ]);
  await press('kopiuj: numer rozmowy w systemie');
  await press('Tylko ta osoba');
  await press('Tylko to konto');
  expect(asked.slice(1)).toEqual([
    [ALL, { person: null, client: 'client-anna' }, null],
    [{ ...ALL, staff: 'k20060-1' }, { person: null, client: 'client-anna' }, null],
  ]);
  await press('Pokaż znów wszystkie osoby');
  expect(asked.at(-1)).toEqual([{ ...ALL, staff: 'k20060-1' }, ANYBODY, null]);
  expect(location.search).toBe('?staff=k20060-1');
});

it('tells why there is no file', async () => {
  await show(AccessLog, { api: fake([]) }, '/access-log');
  await press('Zapisz jako CSV');
  expect(seen()).toContain('Wpisów jest więcej niż 20000.');
});
