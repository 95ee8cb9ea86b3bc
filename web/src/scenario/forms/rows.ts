/** A mapping as rows that are edited: a name that is not written yet, or is there twice, stays a row and is kept once it is right. Pure. */
import { byKey } from './keys';

export interface Row {
  id: number;
  key: string;
  value: unknown;
}

let last = 0;

export function rowOf(key: string, value: unknown): Row {
  return { id: (last += 1), key, value };
}

/** `isOfKeys`: as the telephone has them, else in the order of the mapping. */
export function rowsOf(held: Readonly<Record<string, unknown>>, isOfKeys: boolean): Row[] {
  const entries = Object.entries(held);
  return (isOfKeys ? entries.toSorted(([one], [other]) => byKey(one, other)) : entries).map(([key, value]) => rowOf(key, value));
}

/** Of two rows of the same name the first one counts. */
export function mappingOf(rows: readonly Row[]): Record<string, unknown> {
  return Object.fromEntries(
    rows
      .filter(({ key }) => key !== '')
      .map(({ key, value }): [string, unknown] => [key, value])
      .toReversed(),
  );
}

export function isSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const sorted = (of: Readonly<Record<string, unknown>>) => JSON.stringify(Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}
