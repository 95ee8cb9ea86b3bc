// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import type { Column } from '../../../src/blocks/list/columns';
import { csvOf } from '../../../src/blocks/list/csv';
import Offers from '../../../src/pages/offers/Offers.svelte';
import type { Offer, OfferDetails, OffersApi, OfferSearch } from '../../../src/pages/offers/offers_api';
import { payOf, recordOf } from '../../../src/pages/offers/told';
import { button, choose, press, rows, seen, show, type } from '../../support/mounted';

const ONE: OfferDetails = {
  id: 'offer-1',
  office: '20060',
  source: 'line',
  state: 'unverified',
  kind: 'work',
  occupation: '721204',
  position: 'Spawacz',
  town: 'Kolno',
  county: '2006',
  gmina: '2006011',
  pay_from: 480000,
  pay_to: 520000,
  pay_unit: 'month',
  contract: 'umowa o pracę',
  places: 2,
  employer_name: 'Stalmet',
  valid_from: '2026-11-20',
  valid_until: '2026-12-20',
  ring: null,
  ext_id: 'x-1',
  starts_on: null,
  shifts: 'dwie zmiany',
  work_mode: 'on_site',
  is_for_registered: false,
  is_for_disabled: false,
  changed_at: null,
  same: [{ id: 'offer-2', source: 'official', position: 'Spawacz', ext_id: 'x-2', office: '20060', is_told: true }],
  record: { stanowisko: 'Spawacz', puste: null, jezyki: [{ jezyk: 'angielski', poziom: 'A2' }] },
};

class FakeOffers implements OffersApi {
  asked: [OfferSearch, number][] = [];
  total = 1;

  async search(wanted: OfferSearch, offset: number) {
    this.asked.push([wanted, offset]);
    return { offers: [{ ...ONE, id: `offer-${offset + 1}`, ring: wanted.home ? 1 : null } as Offer], total: this.total };
  }
  async counts() {
    return { '20060': 7 };
  }
  async view() {
    return ONE;
  }
  async gminas() {
    return [{ teryt: '2006011', name: 'Kolno', kind: 'town' as const, office: '20060' }];
  }
}

let api: FakeOffers;
beforeEach(() => (api = new FakeOffers()));

it('asks for what the address says, and marks what nobody has verified', async () => {
  await show(Offers, { api }, '/offers?q=spawacz&home=2006011&ring=2&pay=4500&offer=offer-1');
  expect(api.asked[0]).toEqual([{ q: 'spawacz', occupation: '', open_only: true, is_for_disabled: false, home: '2006011', ring: 2, least_pay: 450000 }, 0]);
  expect(rows()[0]?.join(' ')).toContain('niesprawdzona');
  expect(rows()[0]?.join(' ')).toContain('ten sam powiat');
  expect(seen()).toContain('Dzwoniącym jej nie podajemy.');
  expect(seen()).toContain('jezyk: angielski, poziom: A2');
  expect(seen()).toContain('Ta sama oferta: Centralna Baza Ofert Pracy');
  expect(seen()).toContain('podajemy tamtą');
});

it('asks for nothing before the button, and for no ring without a home', async () => {
  await show(Offers, { api }, '/offers');
  await type('Szukane słowa', 'kucharz');
  await choose('Najdalej', '1');
  expect(api.asked).toHaveLength(1);
  await press('Pokaż');
  expect(api.asked.at(-1)?.[0]).toEqual({ q: 'kucharz', occupation: '', open_only: true, is_for_disabled: false });
});

it('the map narrows the list to a county, and takes that back', async () => {
  await show(Offers, { api }, '/offers');
  expect(button('kolneński 7 ofert').getAttribute('aria-pressed')).toBe('false');
  await press('kolneński 7 ofert');
  expect(api.asked.at(-1)?.[0].office).toBe('20060');
  await press('kolneński 7 ofert');
  expect(api.asked.at(-1)?.[0].office).toBeUndefined();
});

it('says how many there are, and reads on', async () => {
  api.total = 1000;
  await show(Offers, { api }, '/offers');
  expect(seen()).toContain('Pokazano 1 z ponad tysiąca ofert.');
  await press('Pokaż następne');
  expect(api.asked.at(-1)?.[1]).toBe(1);
});

it('tells pay and what came in words', () => {
  expect(payOf({ pay_from: null, pay_to: null, pay_unit: 'month' })).toBe('');
  expect(payOf({ pay_from: 3050, pay_to: 3050, pay_unit: 'hour' })).toMatch(/^30,50\szł za godzinę$/);
  expect(recordOf({ a: '', b: false, c: true, d: 3 })).toEqual([
    ['c', 'tak'],
    ['d', '3'],
  ]);
});

it('a file for a spreadsheet holds what is told in text, and no formula', () => {
  const columns: Column<Record<string, string>>[] = [
    { key: 'a', label: 'Nazwa', text: ({ a }) => a ?? '' },
    { key: 'acts', label: 'Czynności' },
    { key: 'b', label: 'Uwagi', text: ({ b }) => b ?? '' },
  ];
  expect(csvOf(columns, [{ a: '=1+1', b: 'jedno; "dwa"' }])).toBe('\ufeffNazwa;Uwagi\r\n\'=1+1;"jedno; ""dwa"""\r\n');
});
