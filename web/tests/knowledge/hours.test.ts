import { expect, it } from 'vitest';
import { dayName, fitting, isOpenAt, spansOf } from '../../src/knowledge/hours';
import type { PlaceOffice } from '../../src/knowledge/knowledge_api';

const day = { day: '2026-11-27', spans: [{ begin: '07:30', end: '15:30' }], reason: null };

function office(code: string, seat: string, change: Partial<PlaceOffice> = {}): PlaceOffice {
  return {
    code,
    name: `Powiatowy Urząd Pracy ${seat}`,
    seat,
    is_province: false,
    postal_code: '18-400',
    address: 'ul. Nowogrodzka 1',
    telephone: '862736051',
    email: null,
    page: null,
    certainty: 'high',
    checked_on: null,
    days: [day],
    moves: [],
    branches: [],
    ...change,
  };
}

it('says hours as people do', () => {
  expect([spansOf(day), spansOf({ ...day, spans: [] })]).toEqual(['7:30–15:30', '']);
  expect(dayName('2026-11-27', 'pl')).toBe('pt. 27.11');
});

it.each([
  ['7:29', false],
  ['7:30', true],
  ['15:29', true],
  ['15:30', false],
])('at %s it is open: %s', (hour, isOpen) => expect(isOpenAt(day, hour)).toBe(isOpen));

it('finds an office without Polish letters, by a branch or by the digits of its telephone', () => {
  const branch = {
    id: 'b',
    name: 'Filia Jedwabne',
    town: 'Jedwabne',
    postal_code: '18-420',
    address: null,
    telephone: null,
    email: null,
    page: null,
    certainty: null,
    checked_on: null,
  };
  const offices = [office('20070', 'Łomża', { branches: [branch] }), office('20060', 'Kolno', { telephone: '86 278 24 05' })];
  const found = (typed: string) => fitting(offices, typed).map(({ code }) => code);
  expect([found(''), found('lomza'), found('jedwabne filia'), found('862782405'), found('Suwałki')]).toEqual([
    ['20070', '20060'],
    ['20070'],
    ['20070'],
    ['20060'],
    [],
  ]);
});
