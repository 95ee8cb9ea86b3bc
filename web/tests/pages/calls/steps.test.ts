import { expect, it } from 'vitest';
import { idOf, named } from '../../../src/pages/calls/steps';

it('an address that was mistyped is of a call that there is not, and breaks no page', () => {
  expect(idOf('/calls/call-s724-1-2/')).toBe('call-s724-1-2');
  expect(idOf('/calls/%E0%A4%A')).toBe('%E0%A4%A');
  expect(idOf('/calls')).toBe('');
});

it('consultants stand in a step by their names, and whoever is gone by the id', () => {
  const names = { 'k20060-1': 'Maria Nowak', 'j.kos': 'Jan Kos' };
  expect(named('Rozmowa z konsultantem k20060-1', names)).toEqual([{ text: 'Rozmowa z konsultantem ' }, { text: 'Maria Nowak', id: 'k20060-1' }]);
  expect(named('k20060-11 woła: j.kos, po 7,4 s.', names)).toEqual([{ text: 'k20060-11 woła: ' }, { text: 'Jan Kos', id: 'j.kos' }, { text: ', po 7,4 s.' }]);
  expect(named('Rozmowa z j.kos.', names).map(({ text }) => text)).toEqual(['Rozmowa z ', 'Jan Kos', '.']);
  expect(named('toString', {})).toEqual([{ text: 'toString' }]);
});
