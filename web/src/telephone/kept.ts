/** What this browser remembers for the desk. A browser that keeps nothing is no reason to fail. */
import type { Telephone } from '../live/protocol';

const TELEPHONE = 's724.desk.telephone';
const MUTED = 's724.desk.muted';

export interface Kept {
  telephone: Telephone | null;
  /** The call in which the microphone was muted, for a reload of the page. */
  mutedCall: string | null;
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
