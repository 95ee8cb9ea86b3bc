import { expect, it } from 'vitest';
import { count, day, flag, id, office, oneOf, query, text } from '../../src/navigation/query';

const address = query('/recordings', {
  tab: oneOf(['list', 'rules'] as const, 'list'),
  from: day(),
  office: office(),
  least: count(),
  agent: text(8),
  wall: flag(),
  recording: id(),
});

it('says what the address says, and what is usual for the rest', () => {
  const usual = { tab: 'list', from: '', office: '', least: '', agent: '', wall: false, recording: null };
  expect(address.of(new URLSearchParams(''))).toEqual(usual);
  expect(address.of(new URLSearchParams('tab=rules&wall=1&recording=r-1'))).toEqual({ ...usual, tab: 'rules', wall: true, recording: 'r-1' });
});

it('leaves out what does not fit', () => {
  const odd = 'tab=odd&from=2026-13-45&office=a/b&least=x&recording=%3Cb%3E&agent=123456789';
  expect(address.address(address.of(new URLSearchParams(odd)))).toBe('/recordings?agent=12345678');
});

it('keeps only what is not usual', () => {
  expect(address.address({})).toBe('/recordings');
  expect(address.address({ tab: 'rules', from: '2026-11-01', wall: true, recording: 'r-1' })).toBe(
    '/recordings?tab=rules&from=2026-11-01&wall=1&recording=r-1',
  );
});
