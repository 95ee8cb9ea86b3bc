// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { Me } from '../../../src/api/session.svelte';
import type { Change, Consultant, NewConsultant } from '../../../src/pages/consultants/consultants_api';
import Consultants from '../../../src/pages/consultants/Consultants.svelte';
import { field, press, seen, show, type } from '../../support/mounted';

const ANNA: Consultant = {
  id: 'a.nowak',
  display_name: 'Anna Nowak',
  office: '20060',
  state: 'available',
  state_name: 'gotowy',
  since: '2026-11-30T09:00:00Z',
  pause_reason: null,
  pause_reason_name: null,
  call_id: null,
  queues: [],
  skills: {},
  dismissed_at: null,
};
const ME = { username: 'kierownik-20060', role: 'supervisor', office: '20060', also_offices: [], rights: { manage_agents: 'office' } } as unknown as Me;
const GONE: Consultant = { ...ANNA, id: 'z.kos', display_name: 'Żaneta Kos', state: 'offline', state_name: 'wylogowany', dismissed_at: '2026-11-20T09:00:00Z' };

function fakes(asked: unknown[], fails?: ApiError) {
  let rows = [ANNA, GONE];
  let versions = 0;
  const put = (one: Consultant) => {
    rows = [...rows.filter(({ id }) => id !== one.id), one];
    return one;
  };
  return {
    api: {
      all: async () => rows,
      hire: async (wanted: NewConsultant) => {
        asked.push(['hire', wanted]);
        if (fails) throw fails;
        return put({ ...ANNA, id: wanted.id, display_name: wanted.display_name });
      },
      one: async (wanted: string) => rows.find(({ id }) => id === wanted) ?? ANNA,
      change: async (one: Consultant, to: Change, version = 0) => {
        if (version < versions) throw new ApiError('stale_version', 'Ktoś to zmienił.', 412);
        asked.push(['change', one.id, to]);
        return put({ ...one, display_name: to.display_name });
      },
      activate: async (id: string, number: string) => void asked.push(['activate', id, number]),
      dismiss: async (id: string) => void asked.push(['dismiss', id, put({ ...ANNA, dismissed_at: '2026-11-30T10:00:00Z' }).id]),
      takeBack: async (id: string) => (asked.push(['takeBack', id]), put({ ...GONE, dismissed_at: null })),
      renewTelephone: async (id: string) => void asked.push(['renewTelephone', id]),
    },
    keeping: {
      last: async () => new Map([[ANNA.id, { thing: ANNA.id, version: versions, at: '2026-11-30T10:42:00Z', account: 'b.lis', account_name: 'Barbara Lis' }]]),
    },
    /** Somebody else saves. */
    others: (more: Partial<Consultant>) => {
      versions += 1;
      put({ ...ANNA, ...more });
    },
  };
}

it('shows who works, and who was dismissed when that is asked for', async () => {
  await show(Consultants, fakes([]), '/consultants', ME);
  expect(seen()).toContain('Anna Nowak');
  expect(seen()).not.toContain('Żaneta Kos');
  await show(Consultants, fakes([]), '/consultants?state=dismissed');
  expect(seen()).toContain('Żaneta Kos');
  expect(seen()).not.toContain('Anna Nowak');
});

it('hires somebody, says at once what is missing, and what comes next', async () => {
  const asked: unknown[] = [];
  await show(Consultants, fakes(asked), '/consultants', ME);
  await press('Przyjmij konsultanta');
  await press('Przyjmij');
  expect(seen()).toContain('Prosimy poprawić:');
  await type('Imię i nazwisko', 'Ewa Łoś');
  expect(field('Nazwa konta').value).toBe('e.los');
  await press('Przyjmij');
  expect(asked).toMatchObject([['hire', { id: 'e.los', display_name: 'Ewa Łoś', queues: [], skills: {} }]]);
  expect(seen()).toContain('wpisuje konto „e.los” i podaje numer');
});

it('loses nothing that was typed when the name is taken', async () => {
  const taken = new ApiError('name_taken', 'Ta nazwa jest zajęta.', 409);
  await show(Consultants, fakes([], taken), '/consultants', ME);
  await press('Przyjmij konsultanta');
  await type('Imię i nazwisko', 'Ewa Łoś');
  await type('Nazwa konta', 'a.nowak');
  await press('Przyjmij');
  expect(seen()).toContain('Ta nazwa jest zajęta.');
  expect(document.querySelector<HTMLInputElement>('dialog input')?.value).toBe('Ewa Łoś');
});

it('says what a dismissal does before it is done, and takes back', async () => {
  const asked: unknown[] = [];
  await show(Consultants, fakes(asked), '/consultants?consultant=a.nowak');
  await press('Zwolnij');
  expect(seen()).toContain('Rozmowa, która trwa, potrwa do końca');
  await press('Zwolnij konsultanta');
  expect(asked).toEqual([['dismiss', 'a.nowak', 'a.nowak']]);
  expect(seen()).toContain('Zwolniono: Anna Nowak.');
  await show(Consultants, fakes(asked), '/consultants?state=dismissed&consultant=z.kos');
  await press('Przyjmij ponownie');
  await press('Przyjmij ponownie');
  expect(asked.at(-1)).toEqual(['takeBack', 'z.kos']);
});

it('confirms the number that a newcomer reads out', async () => {
  const asked: unknown[] = [];
  await show(Consultants, fakes(asked), '/consultants?consultant=a.nowak', ME);
  await press('Potwierdź numer');
  await type('Numer', '48392');
  await press('Potwierdź numer');
  expect(seen()).toContain('Numer');
  expect(asked).toEqual([]);
  await type('Numer', '483 920');
  await press('Potwierdź numer');
  expect(asked).toEqual([['activate', 'a.nowak', '483 920']]);
  expect(seen()).toContain('Anna Nowak może ustalić hasło');
});

it('writes over nobody who was faster: says who it was, joins both, and keeps what was typed', async () => {
  const asked: unknown[] = [];
  const { others, ...given } = fakes(asked);
  await show(Consultants, given, `/consultants?consultant=${ANNA.id}`, ME);
  await press('Zmień');
  await type('Imię i nazwisko', 'Anna Nowak-Lis');
  others({ queues: ['20610'] });
  await press('Zapisz zmiany');
  expect(asked).toEqual([]);
  expect(seen()).toContain('Barbara Lis zmienił(-a) to w międzyczasie, o 11:42');
  expect(field('Imię i nazwisko').value).toBe('Anna Nowak-Lis');
  await press('Zapisz zmiany');
  expect(asked).toMatchObject([['change', ANNA.id, { display_name: 'Anna Nowak-Lis', queues: ['20610'] }]]);
});
