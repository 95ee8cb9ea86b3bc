/** The imports that somebody may see, as they go on; and one of them with its rows that were rejected or repaired. */
import { Following } from '../../data/following.svelte';
import { Pages } from '../../data/pages.svelte';
import type { Counts, ImportReject, ImportRepair, ImportRun, ImportsApi, ImportState } from './imports_api';

export const ASK_MS = 1000; // while one goes on
const GOING: readonly ImportState[] = ['waiting', 'reading', 'checking', 'writing'];

export function isGoing(run: ImportRun): boolean {
  return GOING.includes(run.state);
}

/** The data of the office are as before. */
export function hasChangedNothing(run: ImportRun): boolean {
  return run.state === 'refused' || run.state === 'failed' || run.state === 'quarantined';
}

/** Rows that are not in the extract any more, and the persons among them. */
export function goneOf(run: ImportRun): { rows: number; persons: number } {
  const rows = Object.values(run.counts).reduce((sum, each) => sum + each.gone, 0);
  return { rows, persons: run.counts.person?.gone ?? 0 };
}

/** How many there are of each kind, of all rows together. */
export function sumsOf(run: ImportRun): Record<keyof Counts, number> {
  const sums: Record<keyof Counts, number> = { read: 0, new: 0, changed: 0, same: 0, gone: 0, moved: 0, elsewhere: 0, rejected: 0 };
  for (const counts of Object.values(run.counts)) for (const key of Object.keys(sums) as (keyof Counts)[]) sums[key] += counts[key];
  return sums;
}

export class Imports {
  readonly list: Pages<ImportRun>;
  opened = $state.raw<ImportRun | null>(null);
  rejects = $state.raw<Pages<ImportReject> | null>(null);
  repairs = $state.raw<Pages<ImportRepair> | null>(null);
  readonly following = new Following(
    () => this.#askGoing(),
    () => this.list.rows.some(isGoing),
    ASK_MS,
  );

  /** `office`: empty for all. */
  constructor(
    private readonly api: ImportsApi,
    office: () => string,
  ) {
    this.list = new Pages((after) => api.list(office(), after));
  }

  /** null: none. */
  open(run: ImportRun | null): void {
    this.opened = run;
    this.rejects = run && new Pages((after) => this.api.rejects(run.id, after));
    this.repairs = run && new Pages((after) => this.api.repairs(run.id, after));
  }

  /** Of a file, or of every extract that waits: how many were begun. Raises ApiError. */
  async begin(file: Blob | null): Promise<number> {
    const runs = file === null ? await this.api.begin() : [await this.api.upload(file)];
    for (const run of runs) this.#put(run);
    // Whoever sends a file wants to see what becomes of it.
    if (file !== null && runs[0]) this.open(runs[0]);
    return runs.length;
  }

  /** Let a quarantined import through. false: it is proposed, and waits for a second person. Raises ApiError. */
  async confirm(run: ImportRun): Promise<boolean> {
    const confirmed = await this.api.confirm(run.id);
    if (confirmed !== null) this.#put(confirmed);
    return confirmed !== null;
  }

  /** Do not let a quarantined import through. Raises ApiError. */
  async refuse(run: ImportRun): Promise<void> {
    this.#put(await this.api.refuse(run.id));
  }

  /** What was rejected, for who runs the office's own system. Raises ApiError. */
  rejectsFile(run: ImportRun): Promise<Blob> {
    return this.api.rejectsFile(run.id);
  }

  async #askGoing(): Promise<void> {
    const answers = await Promise.allSettled(this.list.rows.filter(isGoing).map((run) => this.api.one(run.id)));
    for (const answer of answers) if (answer.status === 'fulfilled') this.#put(answer.value);
  }

  #put(run: ImportRun): void {
    this.list.put(run, (each) => each.id === run.id);
    if (this.opened?.id !== run.id) return;
    // What was rejected is known in the end only.
    if (isGoing(this.opened) && !isGoing(run)) this.open(run);
    else this.opened = run;
  }
}
