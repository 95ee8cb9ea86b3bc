/** The imports that somebody may see, as they go on; and one of them with its rows that were rejected or repaired. */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { ImportReject, ImportRepair, ImportRun, ImportsApi, ImportState, Page } from './imports_api';

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

/** A list that is read page by page. */
export class Pages<Row> {
  rows = $state.raw<Row[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  #after = $state.raw<string | null>(null);

  constructor(private readonly ask: (after: string | null) => Promise<Page<Row>>) {}

  get hasMore(): boolean {
    return this.#after !== null;
  }

  /** Harmless when it was read already. */
  async load(): Promise<void> {
    if (this.state === 'none' || this.state === 'failed') await this.more();
  }

  async more(): Promise<void> {
    if (this.state === 'loading') return;
    this.state = 'loading';
    try {
      const page = await this.ask(this.#after);
      this.rows = [...this.rows, ...page.rows];
      this.#after = page.after;
      this.state = 'there';
    } catch (error) {
      this.failure = sentenceOf(error, t.imports.rejects.failed);
      this.state = 'failed';
    }
  }
}

export class Imports {
  runs = $state.raw<ImportRun[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  hasMore = $state(false);
  opened = $state.raw<ImportRun | null>(null);
  rejects = $state.raw<Pages<ImportReject> | null>(null);
  repairs = $state.raw<Pages<ImportRepair> | null>(null);
  isBusy = $state(false);
  /** How many were begun last; null: none were asked for. */
  beganCount = $state<number | null>(null);
  /** Why what was asked for did not happen. */
  actFailure = $state('');
  /** What was only proposed. */
  done = $state('');

  #office = '';
  #after: string | null = null;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isOn = true;

  constructor(private readonly api: ImportsApi) {}

  /** `office`: empty for all. */
  async load(office: string): Promise<void> {
    this.#office = office;
    this.#after = null;
    await this.#load([]);
  }

  async more(): Promise<void> {
    if (this.hasMore) await this.#load(this.runs);
  }

  open(run: ImportRun): void {
    this.actFailure = '';
    this.opened = run;
    this.rejects = new Pages((after) => this.api.rejects(run.id, after));
    this.repairs = new Pages((after) => this.api.repairs(run.id, after));
  }

  close(): void {
    this.opened = null;
    this.rejects = this.repairs = null;
  }

  /** Of a file, or of every extract that waits. Did it work? What did not work is told. */
  async begin(file: Blob | null): Promise<boolean> {
    return this.#act(t.imports.begin.failed, async () => {
      const runs = file === null ? await this.api.begin() : [await this.api.upload(file)];
      this.beganCount = runs.length;
      for (const run of runs) this.#put(run);
      // Whoever sends a file wants to see what becomes of it.
      if (file !== null && runs[0]) this.open(runs[0]);
    });
  }

  /** Let the opened, quarantined import through. */
  async confirm(): Promise<boolean> {
    const run = this.opened;
    if (run === null) return false;
    return this.#act(t.imports.quarantine.failed, async () => {
      const confirmed = await this.api.confirm(run.id);
      this.done = confirmed === null ? t.secondPerson.proposed : '';
      if (confirmed !== null) this.#put(confirmed);
    });
  }

  stop(): void {
    this.#isOn = false;
    this.#round += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #act(otherwise: string, work: () => Promise<void>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.actFailure = '';
    try {
      await work();
      this.#follow();
      return true;
    } catch (error) {
      this.actFailure = sentenceOf(error, otherwise);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  async #load(before: ImportRun[]): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.state = 'loading';
    try {
      const page = await this.api.list(this.#office, this.#after);
      if (round !== this.#round) return;
      this.runs = [...before, ...page.rows];
      this.#after = page.after;
      this.hasMore = page.after !== null;
      this.failure = '';
      this.state = 'there';
      this.#follow();
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.imports.failed);
      this.state = 'failed';
    }
  }

  /** Ask again as long as one goes on. */
  #follow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isOn && this.runs.some(isGoing)) this.#timer = setTimeout(() => void this.#askGoing(), ASK_MS);
  }

  async #askGoing(): Promise<void> {
    const going = this.runs.filter(isGoing);
    const answers = await Promise.allSettled(going.map((run) => this.api.one(run.id)));
    for (const answer of answers) if (answer.status === 'fulfilled') this.#put(answer.value);
    this.#follow();
  }

  #put(run: ImportRun): void {
    const isKnown = this.runs.some((each) => each.id === run.id);
    this.runs = isKnown ? this.runs.map((each) => (each.id === run.id ? run : each)) : [run, ...this.runs];
    if (this.opened?.id !== run.id) return;
    const wasGoing = isGoing(this.opened);
    this.opened = run;
    // What was rejected is known in the end only.
    if (wasGoing && !isGoing(run)) this.open(run);
  }
}
