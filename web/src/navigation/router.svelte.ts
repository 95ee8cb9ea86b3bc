/** Where the person is, without ever leaving the page: a full navigation would end a call. */

let path = $state(typeof location === 'undefined' ? '/' : location.pathname);
let search = $state(typeof location === 'undefined' ? '' : location.search);
let isBack = $state(false);

/** A question that is to be confirmed before leaving, or null. */
type Guard = () => string | null;
const guards = new Set<Guard>();
/** Of what outlives the page, but not the tab or the session. */
const tabGuards = new Set<Guard>();
let asked = $state.raw<{ question: string; go: () => void } | null>(null);

/** Reactive. */
export function currentPath(): string {
  return path;
}

/** The filters of an address. Reactive. */
export function currentSearch(): URLSearchParams {
  return new URLSearchParams(search);
}

/** Was the page come to by the browser's back button? Reactive. */
export function cameBack(): boolean {
  return isBack;
}

/** Go to an address of ours, if nothing that would be lost keeps the person here. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  const question = options.replace ? null : whatWouldBeLost();
  if (question !== null) asked = { question, go: () => move(to, false) };
  else move(to, options.replace ?? false);
}

/** Do what ends the page's work, as logging out does, if nothing would be lost by it or the person says yes. */
export function unlessLost(act: () => void): void {
  const question = whatWouldBeLost(true);
  if (question === null) act();
  else asked = { question, go: act };
}

/** Until the function that is returned is called, leaving the page asks what `guard` says. Also on closing the tab. */
export function guardLeaving(guard: Guard): () => void {
  guards.add(guard);
  return () => {
    guards.delete(guard);
  };
}

/** As `guardLeaving`, of what other pages keep: only closing the tab and logging out ask. */
export function guardClosing(guard: Guard): () => void {
  tabGuards.add(guard);
  return () => {
    tabGuards.delete(guard);
  };
}

/** What the shell is to ask, and what happens on yes. Reactive. */
export function leavingQuestion(): { question: string; go: () => void } | null {
  return asked;
}

export function answerLeaving(isYes: boolean): void {
  const question = asked;
  asked = null;
  if (isYes) question?.go();
}

/** Follow links, the browser's back button and closing. Once, by the shell. */
export function startRouter(): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  window.addEventListener('click', followed, { signal });
  window.addEventListener('popstate', wentBack, { signal });
  window.addEventListener('beforeunload', closing, { signal });
  return () => controller.abort();
}

function whatWouldBeLost(isAll = false): string | null {
  for (const guard of isAll ? [...guards, ...tabGuards] : guards) {
    const question = guard();
    if (question !== null) return question;
  }
  return null;
}

function move(to: string, isReplaced: boolean): void {
  const url = new URL(to, location.href);
  if (isReplaced) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  isBack = false;
  path = url.pathname;
  search = url.search;
}

function followed(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target || link.hasAttribute('download') || !link.href) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
  event.preventDefault();
  go(url.pathname + url.search + url.hash);
}

function wentBack(): void {
  // What is open stands after the "?" of many pages; only within what is shown nothing is left.
  const isSame = location.pathname === path && location.search === search;
  const question = isSame ? null : whatWouldBeLost();
  const to = location.pathname + location.search;
  if (question !== null) {
    history.pushState(null, '', path + search); // stay until it is answered
    asked = { question, go: () => move(to, false) };
    return;
  }
  isBack = true;
  path = location.pathname;
  search = location.search;
}

function closing(event: BeforeUnloadEvent): void {
  if (whatWouldBeLost(true) !== null) event.preventDefault();
}
