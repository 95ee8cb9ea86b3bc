/** What a list shows of each row. */
import type { Snippet } from 'svelte';

export interface Column<R> {
  /** `acts`: buttons; where there are none the cell stays empty. */
  key: string;
  label: string;
  isNumber?: boolean;
  /** Stays on one line where there is room for tables. */
  isWhole?: boolean;
  /** Plain text, or a snippet of the page where there is more to it. */
  text?: (row: R) => string;
  cell?: Snippet<[R]>;
  /** By what all rows that are there are sorted; missing: they are not. `server`: rows come in that order. */
  sort?: ((row: R) => string | number) | 'server';
}
