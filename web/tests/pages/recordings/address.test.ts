import { expect, it } from 'vitest';
import { address } from '../../../src/pages/recordings/address';

it('keeps every filter and the opened recording in the address, and leaves out what fits none', () => {
  const filter = {
    tab: 'recordings',
    from: '2026-11-24',
    to: '2026-11-25',
    office: '20060',
    agent: 'k20060-1',
    topic: 'employer',
    call: 'call-s724-1-2',
    state: 'packed',
    mode: 'opt_in',
    least: '30',
    alarm: 'short',
    recording: 'rec-1',
  } as const;
  expect(address.of(new URL(address.address(filter), 'http://x').searchParams)).toEqual(filter);
  const odd = new URLSearchParams('from=yesterday&office=6%2F&state=heard&mode=x&least=-3&alarm=loud&tab=other');
  expect(address.address(address.of(odd))).toBe('/recordings');
});
