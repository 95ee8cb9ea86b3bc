import { afterEach, expect, it, vi } from 'vitest';
import {
  answerLeaving,
  cameBack,
  currentPath,
  currentSearch,
  go,
  guardClosing,
  guardLeaving,
  leavingQuestion,
  startRouter,
  unlessLost,
} from '../../src/navigation/router.svelte';

afterEach(() => vi.unstubAllGlobals());

/** A window whose history is a list of addresses. */
function fakeWindow(first: string) {
  const location = new URL(first, 'https://centre.example');
  const entries = [location.href];
  const stands = (href: string) => (location.href = href);
  const target = new EventTarget();
  vi.stubGlobal('location', location);
  vi.stubGlobal('window', target);
  vi.stubGlobal('history', {
    pushState: (_state: unknown, _title: string, to: string | URL) => entries.push(stands(new URL(to, location.href).href)),
    replaceState: (_state: unknown, _title: string, to: string | URL) => entries.splice(-1, 1, stands(new URL(to, location.href).href)),
  });
  return {
    goBack: () => {
      entries.pop();
      stands(entries.at(-1) ?? first);
      target.dispatchEvent(new Event('popstate'));
    },
    location,
  };
}

it('asks before the browser goes back to another article of the same page, and stays until it is answered', () => {
  const browser = fakeWindow('/articles');
  const stopRouter = startRouter();
  go('/articles?article=a');
  go('/articles?article=b');
  const stop = guardLeaving(() => 'Nie zapisano.');
  browser.goBack();
  expect([leavingQuestion()?.question, currentSearch().get('article'), browser.location.search]).toEqual(['Nie zapisano.', 'b', '?article=b']);
  answerLeaving(false);
  expect(currentSearch().get('article')).toBe('b');
  browser.goBack();
  answerLeaving(true);
  expect([currentSearch().get('article'), browser.location.search]).toEqual(['a', '?article=a']);
  stop();
  stopRouter();
});

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

it('asks of what other pages keep only when the tab or the session ends', () => {
  const browser = fakeWindow('/desk');
  const stopRouter = startRouter();
  const stop = guardClosing(() => 'Trwa rozmowa.');
  go('/knowledge');
  expect([leavingQuestion(), currentPath(), cameBack()]).toEqual([null, '/knowledge', false]);
  browser.goBack();
  expect([leavingQuestion(), currentPath(), cameBack()]).toEqual([null, '/desk', true]);
  const logOut = vi.fn();
  unlessLost(logOut);
  expect([logOut.mock.calls.length, leavingQuestion()?.question]).toEqual([0, 'Trwa rozmowa.']);
  answerLeaving(false);
  const closing = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(closing);
  expect(closing.defaultPrevented).toBe(true);
  stop();
  stopRouter();
});
