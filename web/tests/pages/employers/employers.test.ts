// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import Employers from '../../../src/pages/employers/Employers.svelte';
import type { EmployerCard, EmployersApi, EmployerSearch } from '../../../src/pages/employers/employers_api';
import type { ProgramKey } from '../../../src/program_keys/program_keys_api';
import { button, check, press, rows, seen, show, type } from '../../support/mounted';

const CARD: EmployerCard = {
  id: 'e-a',
  name: 'Tartak Kolno',
  entries: [
    {
      ...{ id: 'e-a', office: '20060', name: 'Tartak Kolno', town: 'Kolno', nip: '5260250274', regon: null, phone: null, email: null },
      ...{ is_imported: false, changed_at: null, version: 3 },
    },
  ],
  contacts: [{ id: 'c-1', office: '20060', name: 'Jan Nowak', role: 'kadry', phone: null, email: null, version: 2 }],
  notes: [{ id: 'n-1', office: '20060', text: 'Szuka spawacza', call_id: null, written_by: 'k20060-1', written_at: '2026-12-01T09:00:00Z' }],
  agreements: [],
  offers: [],
  intakes: [{ id: 'i-1', office: '20060', state: 'submitted', position: '', changed_at: '2026-12-01T09:00:00Z', may_open: true }],
  calls: [{ call_id: 'call-1', at: '2026-12-01T09:00:00Z', by: 'k20060-1' }],
  duplicates: [{ id: 'e-b', office: '20610', name: 'TARTAK', town: 'Kolno', nip: null, regon: null, why: 'name' }],
  may_join: true,
};
const ME = {
  ...{ username: 'k', role: 'supervisor', office: '20060', also_offices: [] },
  rights: { serve_employers: 'office', see_calls: 'office' },
} as unknown as Me;

class FakeEmployers implements EmployersApi {
  asked: unknown[][] = [];
  card = CARD;
  fails: Error | null = null;

  async search(wanted: EmployerSearch, offset: number) {
    this.asked.push(['search', wanted, offset]);
    const line = { id: 'e-a', name: 'Tartak Kolno', town: 'Kolno', nip: '5260250274', regon: null, offices: ['20060'], offers: 2, may_open: true };
    return { employers: [line, { ...line, id: 'e-z', name: 'Żabka', may_open: false }], total: 2 };
  }
  async counts() {
    return { '20060': 3 };
  }
  async view() {
    return this.card;
  }
  private async told(...given: unknown[]) {
    this.asked.push(given);
    if (this.fails) throw this.fails;
    return this.card;
  }
  save = (...given: unknown[]) => this.told('save', ...given);
  saveContact = (...given: unknown[]) => this.told('saveContact', ...given);
  removeContact = (...given: unknown[]) => this.told('removeContact', ...given);
  note = (...given: unknown[]) => this.told('note', ...given);
  saveAgreement = (...given: unknown[]) => this.told('saveAgreement', ...given);
  join = (...given: unknown[]) => this.told('join', ...given);
  separate = (...given: unknown[]) => this.told('separate', ...given);
}

let api: FakeEmployers;
beforeEach(() => (api = new FakeEmployers()));

it('asks for what the address says, and opens only what the account may', async () => {
  await show(Employers, { api }, '/employers?q=tartak&office=20060&offers=1', ME);
  expect(api.asked[0]).toEqual(['search', { q: 'tartak', office: '20060', with_offers: true }, 0]);
  expect(rows()).toHaveLength(2);
  expect(button('Pracodawca: Tartak Kolno')).toBeTruthy();
  expect(() => button('Pracodawca: Żabka')).toThrow();
  await press('kolneński 3 karty');
  expect(api.asked.at(-1)).toEqual(['search', { q: 'tartak', with_offers: true }, 0]);
});

it('asks for nothing before the button', async () => {
  await show(Employers, { api }, '/employers', ME);
  await check('Tylko z otwartą ofertą');
  expect(api.asked).toHaveLength(1);
  await press('Pokaż');
  expect(api.asked.at(-1)).toEqual(['search', { q: '', with_offers: true }, 0]);
});

it('shows the card, and changes people, notes and the entry on what was read', async () => {
  await show(Employers, { api }, '/employers?employer=e-a', ME);
  for (const told of ['Szuka spawacza', 'Jan Nowak', 'bez nazwy stanowiska', 'podobna nazwa']) expect(seen()).toContain(told);
  await press('Zmień: Jan Nowak');
  await type('Telefon', 'abc');
  await press('Zapisz osobę');
  expect(seen()).toContain('To nie jest numer telefonu.');
  await type('Telefon', '600 100 200');
  await press('Zapisz osobę');
  await press('Dodaj notatkę');
  await type('Co ustalono', 'Dzwonić w piątek');
  await press('Zapisz notatkę');
  await press('Zmień wpis: Tartak Kolno');
  await type('REGON', '000288975');
  await press('Zapisz zmiany');
  const changed = api.asked.filter(([what]) => what !== 'search');
  expect(changed).toMatchObject([
    ['saveContact', 'e-a', { id: 'c-1', version: 2 }, { name: 'Jan Nowak', phone: '600 100 200', email: null }],
    ['note', 'e-a', 'Dzwonić w piątek'],
    ['save', { id: 'e-a', version: 3 }, { nip: '5260250274', regon: '000288975' }],
  ]);
});

it('joins by who may, and says what the server refuses', async () => {
  await show(Employers, { api }, '/employers?employer=e-a', ME);
  await press('Połącz z: TARTAK');
  api.fails = new ApiError('transition_refused', 'To już jest jedna karta.', 409);
  await press('Połącz karty');
  expect(seen()).toContain('To już jest jedna karta.');
  expect(api.asked.at(-1)).toEqual(['join', 'e-a', 'e-b']);
});

it('who may not join is told who does', async () => {
  api.card = { ...CARD, may_join: false };
  await show(Employers, { api }, '/employers?employer=e-a', ME);
  expect(() => button('Połącz z: TARTAK')).toThrow();
  expect(seen()).toContain('Karty łączy kierownik.');
});

it('gives a key to who may let employers search, shows it once, and ends it', async () => {
  const asked: unknown[][] = [];
  let own: ProgramKey[] = [];
  const key = { id: 'key-1', name: 'Kadry', maker: 'k', created_at: '2026-11-20T09:00:00Z', expires_at: '2999-11-20T09:00:00Z' };
  const keys = (employer: string) => ({
    own: async () => own,
    make: async (name: string, days: number) => {
      asked.push(['make', employer, name, days]);
      own = [{ ...key, last_used_at: null, revoked_at: null }];
      return { ...key, last_used_at: null, revoked_at: null, key: 's724e_tajny' };
    },
    end: async (id: string) => void asked.push(['end', id]),
  });
  await show(Employers, { api, keys }, '/employers?employer=e-a', ME);
  expect(seen()).not.toContain('Klucze dla pracodawcy');
  await show(Employers, { api, keys }, '/employers?employer=e-a', { ...ME, rights: { ...ME.rights, let_employers_search: 'office' } });
  await press('Nowy klucz');
  await type('Do czego jest ten klucz', 'Kadry');
  await type('Na ile dni', '30');
  await press('Utwórz klucz');
  expect(seen()).toContain('s724e_tajny');
  await press('Klucz jest już wpisany, ukryj');
  expect(seen()).not.toContain('s724e_tajny');
  await press('Unieważnij klucz: Kadry');
  await press('Unieważnij klucz');
  expect(asked).toEqual([
    ['make', 'e-a', 'Kadry', 30],
    ['end', 'key-1'],
  ]);
});
