import { expect, it, vi } from 'vitest';
import { answerLeaving, guardLeaving, leavingQuestion, unlessLost } from '../../src/navigation/router.svelte';

it('asks before what would end a call, and does it only on yes', () => {
  const logOut = vi.fn();
  const stop = guardLeaving(() => 'Trwa rozmowa.');
  unlessLost(logOut);
  expect([logOut.mock.calls.length, leavingQuestion()?.question]).toEqual([0, 'Trwa rozmowa.']);
  answerLeaving(false);
  expect([logOut.mock.calls.length, leavingQuestion()]).toEqual([0, null]);
  unlessLost(logOut);
  answerLeaving(true);
  expect(logOut).toHaveBeenCalledTimes(1);
  stop();
  unlessLost(logOut);
  expect([logOut.mock.calls.length, leavingQuestion()]).toEqual([2, null]);
});
