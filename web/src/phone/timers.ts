/** The clock and the timers of the telephone, in milliseconds: given from outside, so that tests run in virtual time. */
export interface Timers {
  /** Milliseconds since 1970. It goes on while the computer sleeps, which is how sleep is noticed. */
  now(): number;
  /** Calls once; what comes back calls it off. */
  after(delay: number, act: () => void): () => void;
  every(interval: number, act: () => void): () => void;
}

/** Looks the functions up at each call: vitest's fake timers put theirs in their place. */
export const browserTimers: Timers = {
  now: () => Date.now(),
  after(delay, act) {
    const timer = setTimeout(act, delay);
    return () => clearTimeout(timer);
  },
  every(interval, act) {
    const timer = setInterval(act, interval);
    return () => clearInterval(timer);
  },
};

/** Fulfilled after `delay` milliseconds. */
export function pause(delay: number, timers: Timers): Promise<void> {
  return new Promise((resolve) => void timers.after(delay, resolve));
}

/** True as soon as `isSo` says so, looked at each 50 ms; false if that is not so within `limit` milliseconds. */
export async function within(limit: number, timers: Timers, isSo: () => boolean): Promise<boolean> {
  const end = timers.now() + limit;
  while (!isSo()) {
    if (timers.now() >= end) return false;
    await pause(50, timers);
  }
  return true;
}
