import { expect, it } from 'vitest';
import type { ClientView } from '../../src/client_card/client_api';
import { partsOf, tabsOf } from '../../src/client_card/parts';
import { ANNA, ANNA_FROM_AFAR } from './fakes';

const NOW = '2026-11-27T09:00:00Z';

const texts = (view: ClientView) => JSON.stringify(tabsOf(view).map((tab) => partsOf(view, tab, NOW)));

it('shows the tabs of the groups that may be seen, and no other', () => {
  expect(tabsOf(ANNA)).toEqual(['person', 'history', 'registration', 'visits', 'benefits', 'referrals', 'work']);
  expect(tabsOf(ANNA_FROM_AFAR)).toEqual(['person', 'registration', 'visits', 'benefits', 'work']);
  expect(tabsOf({ ...ANNA, groups: [] })).toEqual([]);
});

it('shows cards to whom they are sent', () => {
  expect(tabsOf({ ...ANNA, groups: ['cards'], cards: [] })).toEqual(['cards']);
});

it('says days, sums and codes as people do', () => {
  expect(partsOf(ANNA, 'person', NOW).facts).toContainEqual({ label: 'Data urodzenia', value: '09.03.1985' });
  expect(partsOf(ANNA, 'person', NOW).facts).toContainEqual({ label: 'Adres', value: 'Wojska Polskiego 5, 18-500' });
  expect(partsOf(ANNA, 'person', NOW).facts).toContainEqual({ label: 'Adres do korespondencji', value: 'skr. poczt. 7, 18-500 Kolno' });
  expect(partsOf(ANNA, 'visits', NOW).tables[0]?.rows).toEqual([['12.12.2026, 10:15', '12', 'Ewa Lis', 'oferty', 'zaplanowana']]);
  const [right] = partsOf(ANNA, 'benefits', NOW).tables[0]?.rows ?? [];
  expect(right?.slice(0, 3)).toEqual(['zasiłek', 'od 10.02.2026', '41']);
  expect(right?.[3]?.replace(/\s/g, ' ')).toBe('1 721,90 zł');
});

it('has nothing of a group that was not sent, and says so of one that is empty', () => {
  expect(texts(ANNA_FROM_AFAR)).not.toContain('600100200');
  expect(partsOf(ANNA, 'referrals', NOW).tables.map((table) => table.none)).toEqual(['Brak skierowań.', 'Brak udziału.', 'Brak decyzji.']);
});

it('shows the code where a newer server knows more', () => {
  const visits = ANNA.visits?.map((visit) => ({ ...visit, state: 'moved' as 'planned' })) ?? [];
  expect(partsOf({ ...ANNA, visits }, 'visits', NOW).tables[0]?.rows[0]?.at(-1)).toBe('moved');
});

it('what is to come stands first, the nearest on top, and below it what is over', () => {
  const [visit] = ANNA.visits ?? [];
  if (!visit) throw new Error('Anna has a visit');
  const days = ['2027-02-01', '2026-11-20', '2026-12-12', '2026-10-01'];
  const visits = days.map((day) => ({ ...visit, at: `${day}T09:15:00Z` }));
  const payments = days.map((pay_on) => ({ kind: 'zasilek' as const, month: '2026-11-01', pay_on, grosze: 100 }));
  const view = { ...ANNA, visits, benefits: { benefits: [], payments } } as typeof ANNA;
  const shown = ['12.12.2026', '01.02.2027', '20.11.2026', '01.10.2026'];
  expect(partsOf(view, 'visits', NOW).tables[0]?.rows.map(([at]) => at?.slice(0, 10))).toEqual(shown);
  const [rights, paid] = partsOf(view, 'benefits', NOW).tables;
  expect(paid?.rows.map(([on]) => on)).toEqual(shown);
  expect(rights?.none).toContain('Wypłaty są niżej.');
});
