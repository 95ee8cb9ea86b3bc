/** The report that was looked at last, for whoever comes back from one of its calls. In memory only. */
import type { ReportRun } from './report.svelte';

interface Kept {
  account: string;
  address: string;
  run: ReportRun;
  scrolled: number;
  /** The id of what had the focus. */
  focus: string;
}

let last: Kept | null = null;

export function keep(found: Kept): void {
  last = found;
}

/** Of the same account at the same address; once. */
export function keptFor(account: string, address: string): Kept | null {
  const found = last?.account === account && last.address === address ? last : null;
  last = null;
  return found;
}
