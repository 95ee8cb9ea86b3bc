/** The one ticking clock: by the server's time, so that ages agree with what the server says. */
import { createSubscriber } from 'svelte/reactivity';

let ahead = 0; // ms by which the server's clock is ahead of this machine's

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 250);
  return () => clearInterval(timer);
});

/** Milliseconds since 1970 by the server's clock. Read in a template or `$derived` it goes on by itself. */
export function now(): number {
  subscribe();
  return Date.now() + ahead;
}

/** The server has just said what time it is (ISO text). */
export function correctClock(serverAt: string): void {
  const found = Date.parse(serverAt);
  if (Number.isFinite(found)) ahead = found - Date.now();
}
