// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import AskSystem from '../../src/client_card/AskSystem.svelte';
import type { SystemAnswer, SystemsApi } from '../../src/client_card/systems_api';
import { button, choose, press, seen, show, type } from '../support/mounted';

const ANSWER: SystemAnswer = {
  version: 'v1',
  inquiry_id: 'theirs-1',
  as_of: '2026-11-30T08:00:00Z',
  is_registered: true,
  registrations: [{ office: 'MOPS Kolno', status: 'seeker', since: '2026-05-04', referral: { kind: 'training', state: 'taken_up', given_on: null } }],
};

async function shown(ask: SystemsApi['ask'], names = ['POMOST Kolno']) {
  await show(AskSystem, { client: 'client-anna', api: { names: async () => names, ask } });
}

async function asks() {
  await press('Zapytaj inną instytucję');
  await choose('Kogo zapytać?', 'POMOST Kolno');
  await type('Podstawa prawna', 'art. 33 ust. 6 ustawy');
  await type('Numer sprawy w urzędzie', 'PUP.4010.7');
  await press('Zapytaj');
}

it('asks by a provision and for a case, and shows the answer', async () => {
  const ask = vi.fn<SystemsApi['ask']>(async () => ANSWER);
  await shown(ask);
  await asks();
  const question = { system: 'POMOST Kolno', legal_basis: 'art. 33 ust. 6 ustawy', case_number: 'PUP.4010.7' };
  expect(ask.mock.calls).toEqual([['client-anna', question]]);
  expect(seen()).toContain('Odpowiedź: POMOST Kolno');
  expect(seen()).toMatch(/MOPS Kolno.*poszukujący\(-a\) pracy.*na szkolenie, podjęte/);
});

it('says that somebody is not registered there', async () => {
  await shown(async () => ({ ...ANSWER, is_registered: false, registrations: [] }));
  await asks();
  expect(seen()).toContain('Tej osoby tam nie zarejestrowano.');
});

it('asks for the provision first', async () => {
  const ask = vi.fn<SystemsApi['ask']>(async () => ANSWER);
  await shown(ask);
  await press('Zapytaj inną instytucję');
  await press('Zapytaj');
  expect(ask).not.toHaveBeenCalled();
  expect(document.querySelector('[aria-invalid="true"]')).not.toBeNull();
});

it('tells why there is no answer, in the words of the server, and keeps what was typed', async () => {
  await shown(() => Promise.reject(new ApiError('system_away', 'System „POMOST Kolno” nie odpowiedział w czasie.', 503)));
  await asks();
  expect(seen()).toContain('System „POMOST Kolno” nie odpowiedział w czasie.');
  expect(document.querySelector('dialog')?.open).toBe(true);
});

it('is not there where there is nobody to ask', async () => {
  await shown(async () => ANSWER, []);
  expect(() => button('Zapytaj inną instytucję')).toThrow();
});
