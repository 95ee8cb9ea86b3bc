import { expect, it } from 'vitest';
import { firstDifference, linesOf, newlyHeard, stopsOf, wordsOf } from '../../../src/scenario/simulator/telling';
import { dayAndHour, usualSurroundings } from '../../../src/scenario/simulator/surroundings';
import { heard, trace } from './fakes';

const PATH = [
  { at: 1, node: 'powitanie', kind: 'announcement', left_by: 'done' },
  { at: 3, node: 'menu', kind: 'menu', left_by: null },
];

it('puts the words to the node in which they were said, and an emergency message before the first', () => {
  const call = trace({ path: PATH, heard: [heard(0, 'H03', 'Awaria.'), heard(1, 'W01', 'Dzień dobry.'), heard(3, 'M01', 'Praca – jeden.')] });
  expect(stopsOf(call).map(({ visited, heard }) => [visited?.node, heard.map(({ prompt }) => prompt)])).toEqual([
    [undefined, ['H03']],
    ['powitanie', ['W01']],
    ['menu', ['M01']],
  ]);
});

it('says words without the marks of their languages', () => {
  expect(wordsOf(heard(0, 'L01', '[en] For English, press eight. [uk] Для української'))).toBe('For English, press eight. Для української');
});

it('knows what is new of a call that goes on, and takes another call as all new', () => {
  const [first, second, other] = [heard(0, 'W01', 'Dzień dobry.'), heard(3, 'M01', 'Praca.'), heard(0, 'W02', 'Witamy.')];
  expect(newlyHeard(null, trace({ heard: [first] }))).toEqual([first]);
  expect(newlyHeard(trace({ heard: [first] }), trace({ heard: [first, second] }))).toEqual([second]);
  expect(newlyHeard(trace({ heard: [first, second] }), trace({ heard: [first] }))).toEqual([first]); // a step was taken back
  expect(newlyHeard(trace({ heard: [first] }), trace({ heard: [other, second] }))).toEqual([other, second]);
});

it('finds the first line in which two calls part, also where one of them is over', () => {
  const ends = (end: string) => end;
  const one = linesOf(trace({ path: PATH, heard: [heard(1, 'W01', 'Dzień dobry.')] }), ends);
  const other = linesOf(trace({ path: PATH, heard: [heard(1, 'W01', 'Witamy.')] }), ends);
  const longer = linesOf(trace({ path: PATH, heard: [heard(1, 'W01', 'Dzień dobry.')], end: 'completed' }), ends);
  expect(firstDifference(one, one)).toBe(-1);
  expect(firstDifference(one, other)).toBe(1);
  expect(firstDifference(one, longer)).toBe(3);
  expect(longer[3]).toEqual({ kind: 'end', text: 'completed' });
});

it('reads a moment with and without its zone as the clock in Poland shows it', () => {
  expect(dayAndHour('2026-11-24T10:00:00')).toEqual({ day: '2026-11-24', time: '10:00' });
  expect(dayAndHour('2026-11-24T09:05:00Z')).toEqual({ day: '2026-11-24', time: '10:05' });
  expect(dayAndHour('2026-07-01T23:30:00+00:00')).toEqual({ day: '2026-07-02', time: '01:30' });
  expect(usualSurroundings('9524', Date.parse('2026-11-24T08:05:00Z'))).toMatchObject({ number: '9524', at: '2026-11-24T09:05:00' });
});
