// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import Account from '../../../src/pages/account/Account.svelte';
import type { MyAccount } from '../../../src/pages/account/account_api';
import { makeTelephonePassword } from '../../../src/staff/own_telephone_api';
import OwnTelephone from '../../../src/staff/OwnTelephone.svelte';
import { button, press, rows, seen, show, type } from '../../support/mounted';

const ME: MyAccount = {
  username: 'k20060-1',
  display_name: 'Anna Nowak',
  role: 'consultant',
  office: '20060',
  office_name: 'Powiatowy Urząd Pracy w Kolnie',
  also_offices: [],
  rights: { use_own_telephone: 'own' },
  has_totp: false,
  is_of_directory: false,
  csrf_token: null,
};
const HERE = {
  id: 'session-1',
  kind: 'page' as const,
  address: '10.20.6.17',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  created_at: '2026-11-24T07:00:00Z',
  last_seen_at: '2026-11-24T09:00:00Z',
  is_current: true,
};
const THERE = { ...HERE, id: 'session-2', address: '10.20.6.99', user_agent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36', is_current: false };

type Asked = unknown[][];

function fakes(asked: Asked, me: Partial<MyAccount> = {}) {
  const did =
    (what: string) =>
    async (...given: unknown[]) =>
      void asked.push([what, ...given]);
  let hasTotp = me.has_totp ?? false;
  return {
    api: {
      me: async () => ({ ...ME, ...me, has_totp: hasTotp }),
      changePassword: did('changePassword'),
      beginTotp: async (password: string) => {
        if (password !== 'dobre hasło') throw new ApiError('wrong_password', 'Obecne hasło jest inne.');
        return { secret: 'JBSWY3DPEHPK3PXP', otpauth_uri: 'otpauth://totp/System%207/24:k20060-1?secret=JBSWY3DPEHPK3PXP' };
      },
      confirmTotp: async (code: string) => {
        asked.push(['confirmTotp', code]);
        hasTotp = true;
      },
      endTotp: did('endTotp'),
      sessions: async () => [HERE, THERE],
      endSession: did('endSession'),
      endOthers: did('endOthers'),
      logOutEverywhere: did('logOutEverywhere'),
    },
  };
}

it('says the rules before a password is typed, and sends it as it was typed', async () => {
  const asked: Asked = [];
  await show(Account, fakes(asked), '/account');
  expect(seen()).toContain('Co najmniej 12 znaków.');
  await press('Zmień hasło');
  await type('Obecne hasło', 'stare hasło');
  await type('Nowe hasło', 'za krótkie');
  await type('Powtórz nowe hasło', 'inne');
  await press('Zmień hasło');
  expect(seen()).toContain('Hasło ma co najmniej 12 znaków.');
  expect(seen()).toContain('Hasła różnią się od siebie.');
  await type('Nowe hasło', ' zielona herbata ');
  await type('Powtórz nowe hasło', ' zielona herbata ');
  await press('Zmień hasło');
  expect(asked).toEqual([['changePassword', 'stare hasło', ' zielona herbata ']]);
  expect(seen()).toContain('Hasło zostało zmienione.');
});

it('switches the code of the telephone on by a picture that is drawn here, and by a code', async () => {
  const asked: Asked = [];
  await show(Account, fakes(asked), '/account');
  await press('Włącz kod');
  await type('Hasło', 'złe hasło');
  await press('Dalej');
  expect(seen()).toContain('Obecne hasło jest inne.');
  await type('Hasło', 'dobre hasło');
  await press('Dalej');
  expect(document.querySelector('svg[aria-label="Kod QR z kluczem do aplikacji"] path')?.getAttribute('d')).toMatch(/^M0 0h1v1h-1z/);
  expect(seen()).toContain('JBSWY3DPEHPK3PXP');
  await type('Kod z aplikacji', '12a456');
  await press('Włącz kod');
  expect(seen()).toContain('Kod ma sześć cyfr.');
  await type('Kod z aplikacji', '123456');
  await press('Włącz kod');
  expect(asked).toEqual([['confirmTotp', '123456']]);
  expect(seen()).toContain('Kod z telefonu jest włączony.');
  expect(seen()).not.toContain('JBSWY3DPEHPK3PXP');
  expect(button('Wyłącz kod')).toBeTruthy();
});

it('shows where one is logged in, and ends one session, all others or all', async () => {
  const asked: Asked = [];
  await show(Account, fakes(asked), '/account');
  expect(rows().map((row) => row[0])).toEqual(['Skąd Firefox, Linux ta przeglądarka', 'Skąd Chrome, Windows']);
  await press('Zakończ sesję: Chrome, Windows, 24.11.2026, 8:00');
  await press('Zakończ sesję');
  await press('Zakończ wszystkie inne');
  expect(asked).toEqual([['endSession', 'session-2']]);
  await press('Zakończ wszystkie inne');
  expect(asked).toEqual([['endSession', 'session-2'], ['endOthers']]);
});

it('leaves the password of who comes by the directory to the directory', async () => {
  await show(Account, fakes([], { is_of_directory: true, rights: {} }), '/account');
  expect(seen()).toContain('przez katalog urzędu');
  expect(seen()).not.toContain('Kod z telefonu przy logowaniu');
  expect(seen()).not.toContain('Nowe hasło telefonu');
});

it('makes a password of the telephone, and says so to who has none', async () => {
  const telephone = { sip_user: 'k20060-1', sip_password: 'mrkv-7h2p-wxqd-b4tz-nc8e', sip_realm: 's724', sip_port: 5060 };
  await show(OwnTelephone, { makePassword: (async () => telephone) as typeof makeTelephonePassword }, '/account');
  expect(document.querySelector('svg[role="img"]')).toBeNull();
  await press('Nowe hasło telefonu');
  expect(seen()).toContain('mrkv-7h2p-wxqd-b4tz-nc8e');
  expect(document.querySelector('svg[aria-label="Kod QR z hasłem telefonu"]')).not.toBeNull();
});

it('says so to who has no telephone', async () => {
  await show(OwnTelephone, { makePassword: () => Promise.reject(new ApiError('not_found', 'Nie ma.')) }, '/account');
  await press('Nowe hasło telefonu');
  expect(seen()).toContain('To konto nie ma telefonu.');
});
