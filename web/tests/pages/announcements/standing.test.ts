import { describe, expect, it } from 'vitest';
import { hourOf, momentOf } from '../../../src/time/moment';
import { isOnItsWay, isWanted, standingOf, unspoken } from '../../../src/pages/announcements/standing';
import { OPENED, QUEUE, WORDS } from './support';

const NOON = Date.parse('2026-11-26T12:00:00Z');
const VOICE = { ...WORDS, id: 'audio-1', text: null, duration_time: 2, valid_from: '2026-11-21T09:00:00Z', changed_at: '2026-11-21T09:00:00Z' };
const LATER = { ...WORDS, id: 'text-2', text: 'Witamy.', valid_from: '2026-11-22T09:00:00Z', changed_at: '2026-11-22T09:00:00Z' };

describe('what callers hear', () => {
  it('is the recording of the words that hold', () => {
    expect([WORDS, VOICE].map((each) => standingOf(each, [WORDS, VOICE], NOON))).toEqual(['inForce', 'inForce']);
  });

  it('is no recording of other words', () => {
    const all = [WORDS, VOICE, LATER];
    expect(all.map((each) => standingOf(each, all, NOON))).toEqual(['over', 'over', 'inForce']);
    const holidays = { ...LATER, valid_to: '2026-11-24T09:00:00Z' };
    expect(standingOf(VOICE, [WORDS, VOICE, holidays], NOON)).toBe('inForce');
  });

  it('tells what is planned and what was taken back', () => {
    const planned = { ...LATER, valid_from: '2026-12-24T00:00:00Z' };
    expect(standingOf(planned, [WORDS, planned], NOON)).toBe('planned');
    expect(standingOf({ ...planned, valid_to: planned.valid_from }, [WORDS], NOON)).toBe('takenBack');
  });

  it('is asked about until callers hear it, and no longer than some minutes', () => {
    const fresh = { ...LATER, valid_from: '2026-11-26T11:59:00Z', changed_at: '2026-11-26T11:59:00Z', heard_since: null };
    expect(isOnItsWay({ ...OPENED, history: [fresh, WORDS] }, NOON)).toBe(true);
    expect(isOnItsWay({ ...OPENED, history: [fresh, WORDS] }, NOON + 600_000)).toBe(false);
    expect(isOnItsWay(OPENED, NOON)).toBe(false);
  });
});

it('finds by words, use and what nobody has spoken', () => {
  const wanted = { search: '', use: '', state: 'every' } as const;
  expect(isWanted(OPENED, { ...wanted, search: 'DZIEŃ' })).toBe(true);
  expect(isWanted(OPENED, { ...wanted, search: '9510' })).toBe(true);
  expect(isWanted(OPENED, { ...wanted, use: 'queue' })).toBe(false);
  expect(isWanted(OPENED, { ...wanted, state: 'unspoken' })).toBe(true);
  expect(unspoken(QUEUE)).toEqual([]); // values cannot be spoken ahead
  expect(isWanted({ ...OPENED, recorded: ['pl'] }, { ...wanted, state: 'unspoken' })).toBe(false);
});

it('takes an hour of a day in Poland, in summer and in winter', () => {
  expect(['12', '12:00', '7.05', '0705', '24:00', 'południe'].map(hourOf)).toEqual(['12:00', '12:00', '7:05', '7:05', null, null]);
  expect(momentOf('2026-11-26', '12:00')).toBe('2026-11-26T12:00:00+01:00');
  expect(momentOf('2026-07-01', '7:05')).toBe('2026-07-01T07:05:00+02:00');
  expect(momentOf('2026-03-29', '2:30')).toBe(null);
});
