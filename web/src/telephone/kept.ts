/** What this browser remembers for the desk. A browser that keeps nothing is no reason to fail. */
import type { Schema } from '../api/client';
import type { Telephone } from '../live/protocol';

type Outcome = NonNullable<Schema['EntryIn']['outcome']>;

const TELEPHONE = 's724.desk.telephone';
const MUTED = 's724.desk.muted';
const OUTCOME = 's724.desk.outcome';

/** All of them, by their type: the list of every feature's values is too long for what is loaded first. */
const OUTCOMES: Readonly<Record<Outcome, true>> = { solved: true, informed: true, handed_on: true, call_again: true, open: true };

export interface Kept {
  telephone: Telephone | null;
  /** The call in which the microphone was muted, for a reload of the page. */
  mutedCall: string | null;
  /** What came of the call that was written down last. */
  outcome: Outcome | null;
}

export const kept: Kept = {
  get telephone() {
    const found = read(() => localStorage.getItem(TELEPHONE));
    return found === 'sip' || found === 'browser' ? found : null;
  },
  set telephone(wanted) {
    write(() => localStorage, TELEPHONE, wanted);
  },
  get mutedCall() {
    return read(() => sessionStorage.getItem(MUTED));
  },
  set mutedCall(call) {
    write(() => sessionStorage, MUTED, call);
  },
  get outcome() {
    const found = read(() => sessionStorage.getItem(OUTCOME));
    return found !== null && found in OUTCOMES ? (found as Outcome) : null;
  },
  set outcome(outcome) {
    write(() => sessionStorage, OUTCOME, outcome);
  },
};

function read(get: () => string | null): string | null {
  try {
    return get();
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // For this page only, then.
  }
}
