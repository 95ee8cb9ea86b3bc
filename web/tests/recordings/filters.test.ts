import { expect, it } from 'vitest';
import { addressOf, EVERYTHING, filterOf, tabOf } from '../../src/recordings/filters';

it('keeps every filter and the opened recording in the address', () => {
  const filter = {
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
  } as const;
  const address = addressOf(filter, 'rec-1');
  expect(filterOf(new URLSearchParams(address.split('?')[1]))).toEqual(filter);
  expect(address).toContain('recording=rec-1');
  expect(addressOf(EVERYTHING, null)).toBe('/recordings');
  expect(addressOf(EVERYTHING, null, 'alarms')).toBe('/recordings?tab=alarms');
});

it('leaves out what fits none', () => {
  const typed = new URLSearchParams('from=yesterday&office=6&agent=<b>&state=heard&mode=x&least=-3&alarm=loud&call=a b&tab=other');
  expect(filterOf(typed)).toEqual(EVERYTHING);
  expect(tabOf(typed)).toBe('recordings');
});
