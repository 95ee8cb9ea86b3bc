import { expect, it } from 'vitest';
import { addressOf, filterOf } from '../../../src/pages/assessments/filters';

const SENT = new URLSearchParams('state=draft&agent=k20060-1&mine=1');

it('reads the filter of an assessor', () => {
  expect(filterOf(SENT, true)).toEqual({ state: 'draft', agent: 'k20060-1', isMine: true });
  expect(addressOf('list', filterOf(SENT, true), null)).toBe('/assessments?state=draft&agent=k20060-1&mine=1');
});

it('leaves out what a consultant could neither see nor clear', () => {
  expect(filterOf(SENT, false)).toEqual({ state: '', agent: '', isMine: false });
  expect(filterOf(new URLSearchParams('state=given'), false).state).toBe('given');
});

it('leaves out what no account is called', () => {
  expect(filterOf(new URLSearchParams('agent=Jan Kowalski'), true).agent).toBe('');
});
