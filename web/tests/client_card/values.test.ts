import { expect, it } from 'vitest';
import { countries, country, gminaOf, language, presentValue, valueOf } from '../../src/client_card/values';
import { ANNA, ANNA_FROM_AFAR } from './fakes';

const GMINAS = [{ teryt: '2006032', name: 'Kolno', kind: 'rural' as const, office: '20060' }];

it('says names where the office has codes', () => {
  expect([country('UA'), country('polskie'), country('QQ')]).toEqual(['Ukraina', 'polskie', 'QQ']);
  expect([language('uk'), language('be'), language('??')]).toEqual(['ukraiński', 'białoruski', '??']);
  expect(gminaOf({ gmina: '2006011', gmina_name: 'Kolno' })).toBe('Kolno');
  expect(gminaOf({ gmina: '1465011', gmina_name: null })).toBe('spoza województwa (kod 1465011)');
  expect(gminaOf({ gmina: null, gmina_name: null })).toBe('');
  expect(countries()[1]).toEqual({ value: 'UA', label: 'Ukraina' });
});

it('shows a proposed value as it would stand on the card', () => {
  expect(valueOf('gmina', '2006032', GMINAS)).toBe('Kolno, gmina wiejska');
  expect(valueOf('gmina', '1465011', GMINAS)).toBe('spoza województwa (kod 1465011)');
  expect(valueOf('birth_date', '1985-03-09', [])).toBe('09.03.1985');
  expect(valueOf('street', 'Wojska Polskiego', [])).toBe('Wojska Polskiego');
});

it('knows what stands on the card, unless it may not be seen', () => {
  expect(presentValue(ANNA, 'phone')).toBe('600100200');
  expect(presentValue(ANNA, 'email')).toBeNull();
  expect(presentValue(ANNA_FROM_AFAR, 'phone')).toBeNull();
});
