/**
 * What was typed into a dialog, kept in this tab until it is sent or thrown away: loading the page anew does not lose it. For
 * what is nobody's personal data only, under the account's name; a browser that keeps nothing is no reason to fail.
 */
export type Typed = Record<string, unknown>;

const key = (name: string) => `s724.draft.${name}`;

function tried<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/** null: there is none, or none that can be read. */
export function readDraft(name: string): Typed | null {
  const found = tried<unknown>(() => JSON.parse(sessionStorage.getItem(key(name)) ?? 'null'), null);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Typed) : null;
}

export function keepDraft(name: string, typed: Typed): void {
  tried(() => sessionStorage.setItem(key(name), JSON.stringify(typed)), undefined);
}

export function forgetDraft(name: string): void {
  tried(() => sessionStorage.removeItem(key(name)), undefined);
}
