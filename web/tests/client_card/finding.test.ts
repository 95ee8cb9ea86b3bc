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
  finding.line = 'Łoś';
  await finding.find();
  expect([finding.lack, api.asked]).toEqual(['name_alone', []]);
});

it('asks for the name in both orders, and whoever is found twice stands there once', async () => {
  api.foundIs = [jan];
  finding.line = 'Jan Łoś';
  await finding.find();
  expect(api.asked).toEqual([
    ['find', { last_name: 'Jan', first_name: 'Łoś' }],
    ['find', { last_name: 'Łoś', first_name: 'Jan' }],
  ]);
  expect([finding.lack, finding.found]).toEqual([null, [jan]]);
});

it('goes on from page to page, and a new search begins anew', async () => {
  finding.line = '600 100 201';
  api.foundIs = [jan];
  api.after = 'client-jan';
  await finding.find();
  expect([finding.found.length, finding.hasMore]).toEqual([1, true]);
  api.foundIs = [{ ...jan, id: 'client-jan-2' }];
  await finding.more();
  expect(api.asked.at(-1)).toEqual(['find', { phone: '600100201', after: 'client-jan' }]);
  expect(finding.found.length).toBe(2);
  api.after = null;
  await finding.find();
  expect([finding.found.length, finding.hasMore]).toEqual([1, false]);
});

it('says what the server does not take', async () => {
  finding.line = 'A B';
  const fields = [{ field: 'first_name', message: 'Za krótkie.' }];
  api.failNext('find', new ApiError('invalid', 'Żądanie zawiera nieprawidłowe dane.', 422, fields));
  await finding.find();
  expect([finding.state, finding.problem]).toEqual(['failed', 'Za krótkie.']);
});

it('forgets who was looked for', async () => {
  finding.line = '600 100 201';
  api.foundIs = [jan];
  await finding.find();
  finding.forget();
  expect([finding.line, finding.found, finding.state]).toEqual(['', [], 'none']);
});
