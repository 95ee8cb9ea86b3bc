// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { dayBefore, lastDayAtOnce, standingOf } from '../../../src/pages/evening_pool/days';
import EveningPool from '../../../src/pages/evening_pool/EveningPool.svelte';
import type { Serving } from '../../../src/pages/evening_pool/evening_pool_api';
import { isoDay } from '../../../src/time/format';
import { choose, field, press, rows, seen, show, type } from '../../support/mounted';

const TODAY = isoDay(Date.now());
const ANNA: Serving = {
  agent: 'k20060-1',
  display_name: 'Anna Nowak',
  home: '20060',
  office: '20000',
  first_day: '2026-01-05',
  last_day: null,
  set_by: null,
  set_at: null,
};
const JAN: Serving = { ...ANNA, agent: 'k20060-2', display_name: 'Jan Lis', first_day: '2999-01-01' };
const EWA: Serving = { ...ANNA, agent: 'k20060-3', display_name: 'Ewa Kos', last_day: '2026-01-31' };

function fakes(asked: unknown[][], add: () => Promise<void> = async () => {}) {
  return {
    api: {
      pools: async () => [{ office: '20000', name: 'WUP', participants: ['20060'] }],
      servings: async () => [ANNA, JAN, EWA],
      consultants: async () => [
        { id: 'k20060-4', display_name: 'Olga Wilk', office: '20060' },
        { id: 'k20000-1', display_name: 'Ktoś z urzędu puli', office: '20000' },
      ],
      add: async (...given: unknown[]) => (asked.push(['add', ...given]), add()),
      end: async (serving: Serving, lastDay: string | null) => void asked.push(['end', serving.agent, lastDay]),
    },
  };
}

it('knows who is in the pool on which day', () => {
  const of = (first_day: string, last_day: string | null) => standingOf({ first_day, last_day }, '2026-11-24');
  expect([of('2026-11-24', '2026-11-24'), of('2026-11-25', null), of('2026-11-01', '2026-11-23'), of('2026-01-01', null)]).toEqual([
    'now',
    'planned',
    'over',
    'now',
  ]);
  expect(dayBefore('2026-03-01')).toBe('2026-02-28');
  expect([lastDayAtOnce({ first_day: '2026-11-01' }, '2026-11-24'), lastDayAtOnce({ first_day: '2027-01-01' }, '2026-11-24')]).toEqual([
    '2026-11-23',
    '2026-12-31',
  ]);
});

it('shows who is in it and who is to be, and with the history who was', async () => {
  await show(EveningPool, fakes([]), '/consultants/evening');
  expect(rows().map((row) => row[0])).toEqual(['Kto Anna Nowak', 'Kto Jan Lis']);
  expect(rows()[1]?.join()).toContain('zaplanowane');
  await choose('Stan', 'every');
  expect(rows().map((row) => row[0])).toContain('Kto Ewa Kos');
});

it('adds somebody of another office from a day on, and says why not', async () => {
  const asked: unknown[][] = [];
  await show(
    EveningPool,
    fakes(asked, () => Promise.reject(new ApiError('settings_refused', 'Ta osoba odbiera już te rozmowy.'))),
    '/consultants/evening',
  );
  await press('Dodaj do puli');
  await press('Dodaj');
  expect(seen()).toContain('Prosimy poprawić:');
  expect([...(field('Konsultant') as unknown as HTMLSelectElement).options].map((each) => each.textContent)).not.toContain('Ktoś z urzędu puli (20000)');
  await choose('Konsultant', 'k20060-4');
  await type('Do dnia', '31.12.2999');
  await press('Dodaj');
  expect(asked).toEqual([['add', 'k20060-4', '20000', TODAY, '2999-12-31']]);
  expect(seen()).toContain('Ta osoba odbiera już te rozmowy.');
});

it('changes the end, and removes somebody at once', async () => {
  const asked: unknown[][] = [];
  await show(EveningPool, fakes(asked), '/consultants/evening');
  await press('Zmień koniec: Anna Nowak');
  await type('Do dnia', '01.01.2999');
  await press('Zapisz');
  expect(seen()).toContain('Zmieniono koniec: Anna Nowak.');
  await press('Usuń z puli: Jan Lis');
  await press('Usuń z puli');
  expect(asked).toEqual([
    ['end', 'k20060-1', '2999-01-01'],
    ['end', 'k20060-2', '2998-12-31'],
  ]);
});
