import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../src/api/client';
import { Finding } from '../../src/client_card/finding.svelte';
import { FakeClients } from './fakes';

let api: FakeClients;
let finding: Finding;
const jan = { id: 'client-jan', office: '20060', first_name: 'Jan', last_name: 'Łoś', birth_date: null, gmina: null, gmina_name: null };

beforeEach(() => {
  api = new FakeClients();
  finding = new Finding(api);
});

it('does not search by a last name alone: nobody needs to see half a town', async () => {
  finding.lastName = 'Nowak';
  await finding.find();
  expect([finding.isTooLittle, api.asked]).toEqual([true, []]);
  finding.firstName = 'Jan';
  await finding.find();
  expect([finding.isTooLittle, api.asked]).toEqual([false, [['find', { last_name: 'Nowak', first_name: 'Jan' }]]]);
});

it('sends a telephone and a card as digits', async () => {
  finding.phone = '600 100 200';
  finding.cardNumber = '123 456 782';
  await finding.find();
  expect(api.asked).toEqual([['find', { phone: '600100200', card_number: '123456782' }]]);
});

it('goes on from page to page, and a new search begins anew', async () => {
  finding.cardNumber = '123456782';
  api.foundIs = [jan];
  api.after = 'client-jan';
  await finding.find();
  expect([finding.found.length, finding.hasMore]).toEqual([1, true]);
  await finding.more();
  expect(api.asked.at(-1)).toEqual(['find', { card_number: '123456782', after: 'client-jan' }]);
  api.after = null;
  await finding.find();
  expect([finding.found.length, finding.hasMore]).toEqual([1, false]);
});

it('says at the field what the server does not take', async () => {
  finding.cardNumber = '1';
  const fields = [{ field: 'card_number', message: 'Niedozwolone znaki lub zły format.' }];
  api.failNext('find', new ApiError('invalid', 'Żądanie zawiera nieprawidłowe dane.', 422, fields));
  await finding.find();
  expect([finding.state, finding.problemOf('card_number'), finding.problemOf('phone')]).toEqual(['failed', 'Niedozwolone znaki lub zły format.', '']);
});

it('forgets who was looked for', async () => {
  finding.phone = '600100200';
  api.foundIs = [jan];
  await finding.find();
  finding.forget();
  expect([finding.phone, finding.found, finding.state]).toEqual(['', [], 'none']);
});
