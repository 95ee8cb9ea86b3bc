/** Rows in the order of a column. Pure. */

export interface Sortable<R> {
  key: string;
  /** By what the column is sorted; null stands at the end, whichever way. Missing: it cannot be. */
  sort?: (row: R) => string | number | null;
}

const collator = new Intl.Collator('pl', { numeric: true });

/** `by` is the key of a column, "-" before it: the largest first. Equal rows keep their order. */
export function sorted<R>(rows: readonly R[], columns: readonly Sortable<R>[], by: string): readonly R[] {
  const sign = by.startsWith('-') ? -1 : 1;
  const order = columns.find((column) => column.key === by.replace(/^-/, ''))?.sort;
  if (!order) return rows;
  return [...rows].sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y)));
  });
}

/** What a press on the head of a column makes of it: numbers begin with the largest, words with A. */
export function nextSort(by: string, key: string, isNumber: boolean): string {
  const [first, second] = isNumber ? [`-${key}`, key] : [key, `-${key}`];
  return by === first ? second : first;
}
