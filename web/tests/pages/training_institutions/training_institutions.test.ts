// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import type { Institution, InstitutionIn } from '../../../src/pages/training_institutions/institutions_api';
import TrainingInstitutions from '../../../src/pages/training_institutions/TrainingInstitutions.svelte';
import { field, press, seen, show, type } from '../../support/mounted';

const ZDZ: Institution = {
  id: 'zdz',
  name: 'ZDZ',
  town: 'Białystok',
  ris_number: null,
  nip: null,
  address: null,
  telephone: null,
  email: null,
  page: null,
  version: 2,
};
const account = (...rights: string[]) =>
  ({
    username: 'k',
    role: 'supervisor',
    office: '20060',
    also_offices: [],
    rights: Object.fromEntries(rights.map((each) => [each, 'office'])),
  }) as unknown as Me;

function fake(asked: unknown[], fails: Error | null = null) {
  return {
    list: async (q: string) => (asked.push(['list', q]), [ZDZ]),
    save: async (...given: [string, InstitutionIn, number]) => {
      asked.push(['save', ...given]);
      if (fails) throw fails;
      return { ...ZDZ, ...given[1], version: given[2] + 1 } as Institution;
    },
  };
}

it('is only read by who may not edit it', async () => {
  const asked: unknown[] = [];
  await show(TrainingInstitutions, { api: fake(asked) }, '/training-institutions?q=zdz', account('see_offers'));
  expect(asked).toEqual([['list', 'zdz']]);
  expect(seen()).not.toContain('Nowa instytucja');
});

it('changes one on the version that was read, and a new one begins at none', async () => {
  const asked: unknown[] = [];
  await show(TrainingInstitutions, { api: fake(asked) }, '/training-institutions', account('edit_trainings'));
  await press('Instytucja: ZDZ');
  await type('Numer w rejestrze (RIS)', 'abc');
  await press('Zapisz zmiany');
  expect(seen()).toContain('Numer wygląda tak');
  await type('Numer w rejestrze (RIS)', '2.20/00012/2020');
  await press('Zapisz zmiany');
  await press('Nowa instytucja');
  await type('Nazwa', 'OHP');
  await type('Miejscowość', 'Łomża');
  await press('Dodaj instytucję');
  expect(asked.filter((each) => (each as string[])[0] === 'save')).toMatchObject([
    ['save', 'zdz', { ris_number: '2.20/00012/2020', nip: null }, 2],
    ['save', 'ohp-lomza', { name: 'OHP', email: null }, 0],
  ]);
});

it('says what the server says of the NIP, and keeps what was typed', async () => {
  const refused = new ApiError('settings_refused', 'To nie jest numer NIP.', 422);
  await show(TrainingInstitutions, { api: fake([], refused) }, '/training-institutions', account('edit_trainings'));
  await press('Instytucja: ZDZ');
  await type('NIP', '123');
  await press('Zapisz zmiany');
  expect(seen()).toContain('To nie jest numer NIP.');
  expect(field('NIP').value).toBe('123');
});
