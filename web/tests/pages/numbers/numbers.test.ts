// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import Numbers from '../../../src/pages/numbers/Numbers.svelte';
import type { DialledNumber } from '../../../src/pages/numbers/numbers_api';
import { check, choose, press, seen, show, type } from '../../support/mounted';
import { keepingOf, thingsOf, type Asked } from '../../things/fakes';

const LINE: DialledNumber = {
  id: '9524',
  number: '9524',
  scenario: 'linia-9524',
  price: 'paid',
  description: 'Zielona linia',
  office: null,
  deactivated_at: '2026-11-20T09:00:00Z',
};
const scenarios = async () => [{ name: 'linia-9524', title: 'Linia 9524' }];

it('adds a number that a scenario answers, and sends back to one that is on the list already', async () => {
  const asked: Asked = [];
  await show(Numbers, { api: { ...thingsOf(asked, [LINE]), scenarios }, keeping: keepingOf() }, '/numbers');
  await press('Nowy numer');
  await type('Numer', '9524');
  await press('Dodaj numer');
  expect(seen()).toContain('Ten numer już jest na liście, może wśród zamkniętych.');
  await type('Numer', '95 25');
  await press('Dodaj numer');
  expect(seen()).toContain('Numer to od trzech do dziewięciu cyfr.');
  await type('Numer', '9525');
  await type('Opis', 'Linia dla pracodawców');
  await choose('Scenariusz', 'linia-9524');
  await check('według stawki operatora');
  await press('Dodaj numer');
  const sent = { number: '9525', scenario: 'linia-9524', price: 'paid', description: 'Linia dla pracodawców', office: null };
  expect(asked).toEqual([['save', '9525', sent, 0]]);
});

it('changes what answers a number, and never the number itself', async () => {
  const asked: Asked = [];
  await show(Numbers, { api: { ...thingsOf(asked, [LINE]), scenarios }, keeping: keepingOf() }, '/numbers?thing=9524');
  expect(seen()).toContain('Linia 9524');
  await press('Zmień');
  expect(document.querySelectorAll('dialog[open] input[inputmode="numeric"]')).toHaveLength(0);
  await type('Opis', 'Linia');
  await press('Zapisz zmiany');
  expect(asked).toEqual([['save', '9524', expect.objectContaining({ description: 'Linia', scenario: 'linia-9524' }), 0]]);
});
