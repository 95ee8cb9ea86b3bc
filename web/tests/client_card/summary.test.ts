import { expect, it } from 'vitest';
import { daysBetween, summaryOf } from '../../src/client_card/summary';
import { yearsBetween } from '../../src/time/format';
import { ANNA, ANNA_FROM_AFAR } from './fakes';

const NOW = '2026-11-27T10:00:00Z';

it('says who it is, and what is due', () => {
  const { who, speaks, facts } = summaryOf(ANNA, NOW);
  expect(who).toBe('kobieta, 41 lat, ur. 09.03.1985');
  expect(speaks).toBe('');
  const found = facts.map(({ label, value, more }) => [label, value, ...more].join(' | ').replace(/\u00a0/g, ' '));
  expect(found).toEqual([
    'Status | bezrobotna | od 02.02.2026 | długotrwale',
    'Następna wizyta | 12.12.2026, 10:15 | pokój 12 | oferty',
    'Kontakt z urzędem do | 12.12.2026 | za 15 dni | ostatni 13.09.2026',
    'Świadczenie | zasiłek | pozostało 41 dni | 1 721,90 zł w dniu 05.12.2026',
  ]);
  expect(facts.every(({ warning }) => warning === '')).toBe(true);
});

it('warns of a contact that is overdue, and of a visit that was missed', () => {
  const visits = [{ at: '2026-11-20T09:15:00Z', room: '12', adviser: 'Ewa Lis', purpose: null, state: 'missed' as const }];
  const registration = ANNA.registration && { ...ANNA.registration, contact_due: '2026-11-25' };
  const warnings = summaryOf({ ...ANNA, visits, registration }, NOW).facts.map(({ warning }) => warning);
  expect(warnings).toEqual(['', 'niestawiennictwo 20.11.2026', 'po terminie: 2 dni', '']);
});

it('says of whom another language is spoken, and has nothing of what may not be seen', () => {
  const contact = ANNA.contact_data && { ...ANNA.contact_data, language: 'uk' };
  expect(summaryOf({ ...ANNA, contact_data: contact }, NOW).speaks).toBe('język: ukraiński');
  const nobody = { ...ANNA_FROM_AFAR, identity: null, registration: null, visits: null, benefits: null };
  expect(summaryOf(nobody, NOW)).toEqual({ who: '', speaks: '', facts: [] });
});

it('counts years and days by the calendar', () => {
  expect([yearsBetween('1985-11-27', '2026-11-27'), yearsBetween('1985-11-28', '2026-11-27')]).toEqual([41, 40]);
  expect(daysBetween('2026-11-27', '2026-10-24')).toBe(-34);
});
