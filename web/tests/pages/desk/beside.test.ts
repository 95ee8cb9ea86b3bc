import { expect, it } from 'vitest';
import { turnOf } from '../../../src/pages/desk/beside';

it('an offer leaves the question to whoever types it, and the place where it is typed', () => {
  expect(turnOf(null, true)).toEqual({ forgets: false, tab: 'knowledge' });
});

it('what was asked in a call goes with it, also while somebody types', () => {
  expect(turnOf('call-1', true)).toEqual({ forgets: true, tab: 'knowledge' });
});

it('shows the client to whoever types nothing', () => {
  expect([turnOf(null, false), turnOf('call-1', false)]).toEqual([
    { forgets: true, tab: 'client' },
    { forgets: true, tab: 'client' },
  ]);
});
