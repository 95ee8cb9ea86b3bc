import { expect, it } from 'vitest';
import { CallOut } from '../../../src/api/values';
import { endOf, waitOf, wholeWaitOf } from '../../../src/call_list/ends';
import type { Call } from '../../../src/call_list/call';
import { ABANDONED, call, NO_QUEUE, WAITS } from './calls';

const at = () => Date.parse('2026-11-24T08:02:40Z');
const never = () => {
  throw new Error('asked what time it is');
};

it.each<[string, Partial<Call>]>([
  ['odebrane', {}],
  ['odebrane, przerwane przez awarię', { end_reason: 'interrupted' }],
  ['porzucone po 2:10', ABANDONED],
  ['oddzwonimy', { ...ABANDONED, queue_left_reason: 'callback' }],
  ['nikogo nie było', { ...ABANDONED, queue_left_reason: 'nobody_there' }],
  ['zakończone po 2:10 czekania', { ...ABANDONED, queue_left_reason: 'too_long' }],
  ['sprawę załatwił automat', { ...NO_QUEUE, path: 'self_service' }],
  ['po godzinach', { ...NO_QUEUE, path: 'closed' }],
  ['linie zajęte', { ...NO_QUEUE, path: 'shed', end_reason: 'shed' }],
  ['linie zajęte', { ...NO_QUEUE, path: null, end_reason: 'shed' }],
  ['rozłączone w menu', { ...NO_QUEUE, path: null }],
  ['zajęte', { ...NO_QUEUE, direction: 'outbound', dial_outcome: 'busy', end_reason: 'not_reached' }],
  ['czeka 2 min 10 s', WAITS],
  ['trwa rozmowa', { ended_at: null, end_reason: null, talk_time: null }],
  ['trwa', { ended_at: null, end_reason: null }],
  ['trwa', { ...NO_QUEUE, ended_at: null, end_reason: null }],
])('says "%s"', (said, change) => {
  expect(endOf(call(change), at)).toBe(said);
});

it('has a word for each end that there is', () => {
  const ends = [
    ...CallOut.end_reason.map((end_reason) => ({ ...NO_QUEUE, path: null, end_reason })),
    ...CallOut.queue_left_reason.map((queue_left_reason) => ({ ...ABANDONED, queue_left_reason })),
    ...CallOut.dial_outcome.map((dial_outcome) => ({ ...NO_QUEUE, direction: 'outbound' as const, dial_outcome })),
    ...CallOut.path.map((path) => ({ ...NO_QUEUE, path })),
  ];
  for (const change of ends) expect(endOf(call(change), never)).toMatch(/^\p{L}/u);
});

it('the wait is that of the record, and grows only while somebody waits', () => {
  expect(waitOf(call(), never)).toBe(305.4);
  expect(waitOf(call(NO_QUEUE), never)).toBeNull();
  expect(waitOf(call(WAITS), at)).toBe(130);
  expect(waitOf(call({ ...WAITS, connected_at: '2026-11-24T08:00:40Z', talk_time: 100 }), at)).toBe(30);
});

it('a wait that is over is told in whole seconds, rounded up, as reports and their thresholds have it', () => {
  const told = (wait_time: number) => wholeWaitOf(call({ wait_time }), never);
  expect([5.4, 5, 20.001, 0].map(told)).toEqual([6, 5, 21, 0]);
  expect(endOf(call({ ...ABANDONED, wait_time: 129.2 }), never)).toBe('porzucone po 2:10');
  expect(wholeWaitOf(call(WAITS), () => at() + 900)).toBe(130); // a clock that ticks
});
