import { expect, it } from 'vitest';
import { aboutOf, daysOf, isOverdue } from '../../src/todo/told';
import type { Work } from '../../src/todo/work_api';

const at = (moment: string) => Date.parse(moment);

it.each([
  ['2026-11-24T22:30:00Z', '2026-11-24T23:30:00Z', 1], // past midnight in Poland
  ['2026-11-24T08:00:00Z', '2026-11-24T22:00:00Z', 0],
  ['2026-10-24T08:00:00Z', '2026-11-24T08:00:00Z', 31], // the clocks were put back between
])('of %s at %s it says %s days', (since, now, days) => expect(daysOf({ since }, at(now))).toBe(days));

it('without a last day it is late from the second day on', () => {
  const work = { since: '2026-11-24T08:00:00Z', due_on: null };
  expect(isOverdue(work, at('2026-11-25T08:00:00Z'))).toBe(false);
  expect(isOverdue(work, at('2026-11-26T08:00:00Z'))).toBe(true);
  expect(isOverdue({ ...work, due_on: '2026-12-24' }, at('2026-12-20T08:00:00Z'))).toBe(false);
});

it('tells messages apart by topic and length', () => {
  const names = { topic: (code: string | null | undefined) => (code ? 'pracodawca' : '') };
  const message = { kind: 'message', what: '75', title: 'employer' } as unknown as Work;
  expect(aboutOf(message, names)).toBe('pracodawca · nagranie 1 min 15 s');
  expect(aboutOf({ ...message, title: '' }, names)).toBe('nagranie 1 min 15 s');
});
