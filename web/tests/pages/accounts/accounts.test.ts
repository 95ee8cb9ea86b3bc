// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import Accounts from '../../../src/pages/accounts/Accounts.svelte';
import { webAccountsApi, type Account, type AccountFilter, type Done, type NewAccount } from '../../../src/pages/accounts/accounts_api';
import { choose, press, seen, show, type } from '../../support/mounted';

const NOWAK: Account = {
  username: 'm.nowak',
  display_name: 'Maria Nowak',
  role: 'pup_editor',
  office: '20060',
  office_name: 'Powiatowy Urząd Pracy w Kolnie',
  organisation: null,
  also_offices: [],
  has_password: true,
  has_totp: true,
  is_of_directory: false,
  code_expires_at: null,
  created_at: '2026-11-20T09:00:00Z',
  deactivated_at: null,
  made_by: 'administrator',
  reset_by: null,
  reset_at: null,
};

type Asked = [what: string, ...rest: unknown[]][];

function fakes(asked: Asked, { is = NOWAK, becomes = 'done' as Done } = {}) {
  const did = (what: string) => async (username: string) => (asked.push([what, username]), becomes);
  return {
    api: {
      list: async (filter: AccountFilter) => ({ rows: asked.push(['list', filter.state]) ? [is] : [], after: null }),
      make: async (wanted: NewAccount) => (asked.push(['make', wanted]), { ...NOWAK, ...wanted }),
      one: async () => is,
      change: async ({ username }: Account, to: object) => (asked.push(['change', username, to]), becomes),
      close: did('close'),
      restore: did('restore'),
      renewPassword: did('renewPassword'),
      removeSecondFactor: did('removeSecondFactor'),
      logOut: did('logOut'),
    },
    keeping: { last: async () => new Map() },
  };
}

it('says who waits for an activation, and offers to confirm the number', async () => {
  await show(Accounts, fakes([], { is: { ...NOWAK, has_password: false } }), '/accounts?account=m.nowak');
  expect(seen()).toContain('czeka na aktywację');
  expect(seen()).toContain('Potwierdź numer');
});

it('makes an account, and says what comes next', async () => {
  const asked: Asked = [];
  await show(Accounts, fakes(asked), '/accounts');
  await press('Nowe konto');
  await press('Załóż konto');
  expect(seen()).toContain('Prosimy poprawić:');
  await type('Imię i nazwisko', 'Ewa Łoś');
  await choose('Rola', 'auditor');
  await press('Załóż konto');
  expect(asked.filter(([what]) => what === 'make')).toEqual([]);
});

it('tells whether a change holds at once or waits for another person', async () => {
  for (const [becomes, said] of [
    ['done', 'Zmiana obowiązuje od teraz.'],
    ['proposed', 'gdy potwierdzi ją inna osoba'],
  ] as const) {
    const asked: Asked = [];
    await show(Accounts, fakes(asked, { becomes }), '/accounts?account=m.nowak');
    await press('Zmień');
    await type('Imię i nazwisko', 'Maria Nowak-Lis');
    await press('Zapisz zmiany');
    expect(asked).toContainEqual(['change', 'm.nowak', expect.objectContaining({ display_name: 'Maria Nowak-Lis', role: 'pup_editor' })]);
    expect(seen()).toContain(said);
  }
});

it.each([
  ['Zamknij konto', 'Zamknij to konto', 'close'],
  ['Nowe pierwsze hasło', 'Unieważnij hasło', 'renewPassword'],
  ['Usuń kod z telefonu', 'Zgłoś usunięcie kodu', 'removeSecondFactor'],
  ['Wyloguj', 'Wyloguj wszędzie', 'logOut'],
])('%s says first what it does', async (act, confirm, what) => {
  const asked: Asked = [];
  await show(Accounts, fakes(asked), '/accounts?account=m.nowak');
  await press(act);
  expect(asked.filter(([done]) => done === what)).toEqual([]);
  await press(confirm);
  expect(asked).toContainEqual([what, 'm.nowak']);
  expect(seen()).toContain('Maria Nowak');
});

it('leaves a consultant to the page of consultants', async () => {
  await show(Accounts, fakes([], { is: { ...NOWAK, role: 'consultant' } }), '/accounts?account=m.nowak');
  expect(seen()).toContain('strona konsultanta');
  expect([...document.querySelectorAll('button')].map((each) => each.textContent)).not.toContain('Zamknij konto');
});

it('sends of a change only what is another', async () => {
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    bodies.push(await request.json());
    return Response.json(NOWAK);
  });
  const { display_name, role, office } = NOWAK;
  expect(await webAccountsApi.change(NOWAK, { display_name, role, office, also_offices: ['20610'] }, 7)).toBe('done');
  expect(bodies).toEqual([{ also_offices: ['20610'] }]);
});
