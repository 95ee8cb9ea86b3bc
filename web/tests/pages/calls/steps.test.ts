import { expect, it } from 'vitest';
import { idOf } from '../../../src/pages/calls/steps';

it('an address that was mistyped is of a call that there is not, and breaks no page', () => {
  expect(idOf('/calls/call-s724-1-2/')).toBe('call-s724-1-2');
  expect(idOf('/calls/%E0%A4%A')).toBe('%E0%A4%A');
  expect(idOf('/calls')).toBe('');
});
