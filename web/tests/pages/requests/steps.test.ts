import { expect, it } from 'vitest';
import { actsOf, daysUntil, documentsOf, hasWorkedOn, isSame } from '../../../src/pages/requests/steps';
import { requestOf } from './support';

it('offers the steps that the state and the kind take, the main one first', () => {
  expect(actsOf(requestOf())).toEqual(['identify', 'extend', 'refuse', 'note']);
  expect(actsOf(requestOf({ state: 'identified' }))[0]).toBe('approve');
  expect(actsOf(requestOf({ state: 'identified', kind: 'access' }))[0]).toBe('carry_out');
  expect(actsOf(requestOf({ state: 'approved' }))).toEqual(['note']);
  expect(actsOf(requestOf({ state: 'refused' }))).toEqual([]);
});

it('extends once', () => {
  expect(actsOf(requestOf({}, ['receive', 'extend']))).toEqual(['identify', 'refuse', 'note']);
});

it('lifts a restriction only while there is one', () => {
  const restricted = requestOf({ state: 'carried_out', kind: 'restriction' });
  expect(actsOf(restricted)).toEqual(['note']);
  const person = restricted.person && { ...restricted.person, is_restricted: true };
  expect(actsOf({ ...restricted, person })).toEqual(['lift', 'note']);
});

it('knows who has taken a step', () => {
  expect([hasWorkedOn(requestOf(), 'kierownik-20060'), hasWorkedOn(requestOf(), 'zastepca-20060')]).toEqual([true, false]);
});

it('makes documents for access and copy once the person is identified', () => {
  expect(documentsOf(requestOf({ kind: 'export' }))).toEqual([]);
  expect(documentsOf(requestOf({ kind: 'export', state: 'identified' }))).toEqual(['json', 'pdf', 'looks', 'recordings']);
  expect(documentsOf(requestOf({ kind: 'correction', state: 'identified' }))).toEqual([]);
  expect(documentsOf(requestOf({ kind: 'access', state: 'carried_out', person: null }))).toEqual([]);
});

it.each([
  ['2026-12-20', 23],
  ['2026-11-27', 0],
  ['2026-11-20', -7],
])('until %s there are %s days', (day, left) => {
  expect(daysUntil(day, '2026-11-27')).toBe(left);
});

it('takes a name as it is typed, but no other one', () => {
  expect([isSame(' żółtowska-Kot ', 'Żółtowska-Kot'), isSame('Zoltowska-Kot', 'Żółtowska-Kot'), isSame('', '')]).toEqual([true, false, false]);
});
