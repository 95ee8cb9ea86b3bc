// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import Offices from '../../../src/pages/offices/Offices.svelte';
import { prefixesOf, type Branch, type Move, type Office, type OfficesApi } from '../../../src/pages/offices/offices_api';
import { choose, field, press, rows, seen, show, type } from '../../support/mounted';
import { changeOf, keepingOf, thingsOf, type Asked } from '../../things/fakes';

const KOLNO: Office = {
  id: '20060',
  code: '20060',
  name: 'Powiatowy Urząd Pracy w Kolnie',
  seat: 'Kolno',
  locative: 'w Kolnie',
  genitive: 'Kolna',
  area_code: '86',
  postal_code: '18-500',
  address: 'ul. Wojska Polskiego 46',
  telephone: '862782431',
  email: null,
  page: null,
  certainty: 'medium',
  checked_on: null,
  is_province: false,
  postal_prefixes: ['185'],
  deputy: null,
  deactivated_at: null,
};
const BRANCH: Branch = {
  id: 'kolno-stawiski',
  office: '20060',
  name: 'Filia w Stawiskach',
  town: 'Stawiski',
  postal_code: '18-520',
  address: 'pl. Wolności 13',
  telephone: '',
  email: null,
  page: null,
  certainty: null,
  checked_on: null,
  deactivated_at: null,
};
const PLANNED: Move = {
  valid_from: '2090-01-02',
  postal_code: '18-500',
  address: 'ul. Stara 1',
  telephone: null,
  changed_by: 'administrator',
  changed_at: '2026-11-24T09:00:00Z',
  done_at: null,
};

function fakes(asked: Asked, moves: Move[] = []): { api: OfficesApi } {
  return {
    api: {
      ...thingsOf(asked, [KOLNO]),
      setDeputy: async (office, deputy) => asked.push(['deputy', office, deputy]),
      moves: async () => moves,
      plan: async (office, move) => {
        asked.push(['plan', office, move]);
        return { ...PLANNED, ...move };
      },
      takeBack: async (office, day) => asked.push(['takeBack', office, day]),
      branches: () => thingsOf(asked, [BRANCH]),
    },
  };
}

const opened = (asked: Asked, moves: Move[] = []) => show(Offices, { ...fakes(asked, moves), keeping: keepingOf() }, '/offices?thing=20060');

it('plans a move from a day on, with the postal code of now', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Zaplanuj przeprowadzkę');
  expect(field('Kod pocztowy').value).toBe('18-500');
  await press('Zapisz przeprowadzkę');
  expect(seen()).toContain('Prosimy poprawić:');
  await type('Pierwszy dzień pod nowym adresem', '04.01.2090');
  await type('Adres', 'ul. Nowa 5');
  await press('Zapisz przeprowadzkę');
  expect(asked).toEqual([['plan', '20060', { valid_from: '2090-01-04', address: 'ul. Nowa 5', postal_code: '18-500', telephone: null }]]);
  expect(seen()).toContain('Zaplanowano: od 04.01.2090 urząd jest pod adresem ul. Nowa 5.');
});

it('takes back a move that is planned, and says which it was', async () => {
  const asked: Asked = [];
  await opened(asked, [PLANNED, { ...PLANNED, valid_from: '2026-01-02', address: 'ul. Dawna 1', done_at: '2026-01-02T00:01:00Z' }]);
  expect(rows().flat().join(' ')).toContain('zrobione');
  await press('Odwołaj przeprowadzkę od 02.01.2090');
  await press('Odwołaj');
  expect(asked).toEqual([['takeBack', '20060', '2090-01-02']]);
});

it('changes an office with all that it has, also what the form does not show', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Zmień');
  await type('E-mail', 'urzad@kolno.example.pl');
  await type('Kody pocztowe, które obsługuje', '185, 18-520');
  await press('Zapisz zmiany');
  expect(asked).toEqual([
    ['save', '20060', expect.objectContaining({ email: 'urzad@kolno.example.pl', postal_prefixes: '185, 18-520', is_province: false }), 0],
  ]);
  expect(prefixesOf(' 185, 18-520;1 ')).toEqual(['185', '18520', '1']);
});

it('refuses a new office of a code that is there already', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Nowy urząd');
  await type('Kod urzędu', '20060');
  await press('Dodaj urząd');
  for (const needed of ['Nazwa', 'Siedziba', 'Kod pocztowy', 'Numer kierunkowy']) expect(seen()).toContain(`${needed}: Prosimy wypełnić to pole.`);
  expect(seen()).toContain('Urząd o tym kodzie już jest');
  expect(asked).toEqual([]);
});

it('adds a branch under a key of its own, changes and closes one', async () => {
  const asked: Asked = [];
  const keeping = keepingOf(new Map([['kolno-stawiski', changeOf('kolno-stawiski')]]));
  await show(Offices, { ...fakes(asked), keeping }, '/offices?thing=20060');
  await press('Nowa filia');
  await type('Nazwa filii', 'Druga filia w Stawiskach');
  await type('Miejscowość', 'Stawiski');
  await type('Adres', 'pl. Wolności 1');
  await type('Kod pocztowy', '18-520');
  await press('Dodaj filię');
  expect(asked.at(-1)?.slice(0, 2)).toEqual(['save', 'kolno-stawiski-a']);
  await press('Zmień: Filia w Stawiskach');
  await type('Adres', 'pl. Wolności 14');
  await press('Zapisz zmiany');
  expect(asked.at(-1)).toEqual(['save', 'kolno-stawiski', expect.objectContaining({ address: 'pl. Wolności 14' }), 7]);
  await press('Zamknij: Filia w Stawiskach');
  await press('Zamknij filię');
  expect(asked.at(-1)).toEqual(['close', 'kolno-stawiski']);
  expect(seen()).toContain('Zamknięto: Filia w Stawiskach.');
});

it('names the office that stands in', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Zmień urząd zastępujący');
  await choose('Urząd zastępujący', '');
  await press('Zapisz');
  expect(asked).toEqual([['deputy', '20060', null]]);
});

it('tells of an office also what became of its postal codes and moves', async () => {
  const changes = [
    { subject: 'postal_prefix' as const, action: 'insert' as const, subject_id: '18520', after: { prefix: '18520', office: '20060' } },
    { subject: 'office_move' as const, action: 'insert' as const, subject_id: '20060:2090-01-02', after: { address: 'ul. Nowa 5', valid_from: '2090-01-02' } },
  ];
  await show(Offices, { ...fakes([]), keeping: keepingOf(new Map(), [], changes) }, '/offices?thing=20060');
  expect(seen()).toContain('kody pocztowe urzędu: dodano 18520');
  expect(seen()).toContain('przeprowadzka urzędu: dodano');
  expect(seen()).toContain('obowiązuje od: 02.01.2090');
});
