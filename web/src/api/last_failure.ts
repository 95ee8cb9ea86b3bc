/** The last request that has failed: its code and its id in the server's log. Only who reports a problem tells it, and sees it before. */
export interface Failure {
  code: string;
  /** null: there was no answer. */
  request: string | null;
}

const RECENT_MS = 900_000; // what failed before that is hardly what somebody complains of now

let last: (Failure & { at: number }) | null = null;

export function noteFailure(code: string, request: string | null): void {
  last = { code, request, at: performance.now() };
}

/** null: nothing has failed lately. */
export function lastFailure(): Failure | null {
  return last !== null && performance.now() - last.at < RECENT_MS ? { code: last.code, request: last.request } : null;
}
