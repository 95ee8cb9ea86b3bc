/** The rules and the runs; a run is followed as long as it goes on. */
import { ApiError, sentenceOf } from '../api/client';
import { Pages } from '../api/pages.svelte';
import { t } from '../words';
import type { RetentionApi, Rule, Run, WantedRule } from './retention_api';
import { isGoing } from './rules';

export const ASK_MS = 1000; // while one goes on

export class Retention {
  rules = $state.raw<Rule[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  readonly runs: Pages<Run>;
  /** The run whose counts are shown. */
  openedId = $state<string | null>(null);
  readonly opened = $derived.by(() => this.runs.rows.find((run) => run.id === this.openedId) ?? null);
  isBusy = $state(false);
  actFailure = $state('');
  /** What was done last. */
  done = $state('');
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isOn = true;

  constructor(private readonly api: RetentionApi) {
    this.runs = new Pages((after) => api.runs(after), () => t.retention.runs.failed);
  }

  /** The last dry run that is done; undefined: none that is known here. */
  get lastDry(): Run | undefined {
    return this.runs.rows.find((run) => run.is_dry && run.state === 'done');
  }

  async load(): Promise<void> {
    this.state = 'loading';
    try {
      this.rules = await this.api.rules();
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      this.failure = sentenceOf(error, t.retention.failed);
      this.state = 'failed';
    }
  }

  async loadRuns(): Promise<void> {
    await this.runs.load();
    this.#follow();
  }

  /** Did it work? What did not work is told. */
  async plan(rule: Rule, wanted: WantedRule): Promise<boolean> {
    return this.#act(t.retention.plan.failed, async () => {
      try {
        const planned = await this.api.plan(rule, wanted);
        if (planned === null) {
          this.done = t.retention.plan.proposed(titleOf(rule));
          return;
        }
        this.rules = this.rules.map((each) => (each.kind === planned.kind ? planned : each));
        this.done = t.retention.plan.done(titleOf(rule));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'stale_version') throw error;
        await this.load();
        throw new ApiError(error.code, t.retention.plan.stale, error.status);
      }
    });
  }

  async begin(isDry: boolean): Promise<boolean> {
    return this.#act(t.retention.runs.notAsked, async () => {
      const run = await this.api.begin(isDry);
      this.runs.put(run, (each) => each.id === run.id);
      this.openedId = run.id;
      this.done = t.retention.runs[isDry ? 'tryIt' : 'carryOut'].done;
      this.#follow();
    });
  }

  stop(): void {
    this.#isOn = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #act(otherwise: string, work: () => Promise<void>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.actFailure = this.done = '';
    try {
      await work();
      return true;
    } catch (error) {
      this.actFailure = sentenceOf(error, otherwise);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  #follow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isOn && this.runs.rows.some(isGoing)) this.#timer = setTimeout(() => void this.#ask(), ASK_MS);
  }

  /** Only one goes on at a time, and it is among the newest. */
  async #ask(): Promise<void> {
    try {
      const { rows } = await this.api.runs(null);
      for (const run of [...rows].reverse()) this.runs.put(run, (each) => each.id === run.id);
    } catch {
      // An answer is missing: the next one tells.
    }
    this.#follow();
  }
}

/** In the language of the page; the server says it in Polish. */
export function titleOf(of: { kind: string; title: string }): string {
  return t.retention.rules.kinds[of.kind]?.title ?? of.title;
}
