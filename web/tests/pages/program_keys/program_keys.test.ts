// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import ProgramKeys from '../../../src/pages/program_keys/ProgramKeys.svelte';
import type { ProgramKey } from '../../../src/program_keys/program_keys_api';
import { press, rows, seen, show, type } from '../../support/mounted';

const KEY: ProgramKey = {
  id: 'reportkey-1',
  name: 'Power BI',
  maker: 'kierownik-20060',
  created_at: '2026-11-20T09:00:00Z',
  expires_at: '2999-11-20T09:00:00Z',
  last_used_at: null,
  revoked_at: null,
};

it('makes a key, shows it once, and ends it', async () => {
  const asked: unknown[][] = [];
  let keys: ProgramKey[] = [];
  const api = {
    own: async () => keys,
    make: async (name: string, days: number) => {
      asked.push(['make', name, days]);
      keys = [{ ...KEY, name }];
      return { ...KEY, name, key: 's724r_tajny' };
    },
    end: async (id: string) => {
      asked.push(['end', id]);
      keys = [{ ...KEY, revoked_at: '2026-11-24T09:00:00Z' }];
    },
  };
  await show(ProgramKeys, { api }, '/program-keys');
  expect(seen()).toContain('Nie ma jeszcze żadnego.');
  await press('Nowy klucz');
  await press('Utwórz klucz');
  expect(asked).toEqual([]);
  await type('Do czego jest ten klucz', 'Power BI');
  await type('Na ile dni', '400');
  await press('Utwórz klucz');
  expect(asked).toEqual([]);
  await type('Na ile dni', '90');
  await press('Utwórz klucz');
  expect(asked).toEqual([['make', 'Power BI', 90]]);
  expect(seen()).toContain('s724r_tajny');
  expect(rows()[0]?.[1]).toContain('działa');
  await press('Klucz jest już wpisany, ukryj');
  expect(seen()).not.toContain('s724r_tajny');
  await press('Unieważnij klucz: Power BI');
  await press('Unieważnij klucz');
  expect(asked.at(-1)).toEqual(['end', 'reportkey-1']);
  expect(rows()[0]?.[1]).toContain('unieważniony');
});

it('tells of a key that is over', async () => {
  await show(ProgramKeys, {
    api: { own: async () => [{ ...KEY, expires_at: '2001-01-01T00:00:00Z' }], make: async () => ({ ...KEY, key: '' }), end: async () => {} },
  });
  expect(rows()[0]?.[1]).toContain('skończył się');
});

it('says of keys for the portal what these open', async () => {
  await show(ProgramKeys, { kind: 'ofPortal' as const, api: { own: async () => [], make: async () => ({ ...KEY, key: '' }), end: async () => {} } });
  expect(seen()).toContain('Klucze dla portalu');
  expect(seen()).toContain('to, co słyszą rozmówcy');
  expect(seen()).not.toContain('raporty');
});

it('says of keys for other institutions that each question is written down', async () => {
  const made: string[] = [];
  const make = async (name: string) => (made.push(name), { ...KEY, name, key: 's724s_tajny' });
  await show(ProgramKeys, { kind: 'ofSystems' as const, api: { own: async () => [], make, end: async () => {} } });
  expect(seen()).toContain('Każde pytanie jest w dzienniku dostępów.');
  await press('Nowy klucz');
  await type('Która instytucja i system', 'MOPS w Kolnie');
  await press('Utwórz klucz');
  expect(made).toEqual(['MOPS w Kolnie']);
  expect(seen()).toContain('s724s_tajny');
});
