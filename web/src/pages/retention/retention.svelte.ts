/** The rules and the runs; a run is followed as long as it goes on. */
import { Following } from '../../data/following.svelte';
import { Loaded } from '../../data/loaded.svelte';
import { Pages } from '../../data/pages.svelte';
import { t } from '../../words';
import type { RetentionApi, Rule, Run, WantedRule } from './retention_api';
import { isGoing } from './rules';

export const ASK_MS = 1000; // while one goes on

export class Retention {
  readonly rules: Loaded<Rule[]>;
  readonly runs: Pages<Run>;
  /** The run whose counts are shown. */
  openedId = $state<string | null>(null);
  readonly opened = $derived.by(() => this.runs.rows.find((run) => run.id === this.openedId) ?? null);
  readonly following = new Following(
    () => this.#ask(),
    () => this.runs.rows.some(isGoing),
    ASK_MS,
  );

  constructor(private readonly api: RetentionApi) {
    this.rules = new Loaded(() => api.rules());
    this.runs = new Pages((after) => api.runs(after));
  }

  /** The last dry run that is done; undefined: none that is known here. */
  get lastDry(): Run | undefined {
    return this.runs.rows.find((run) => run.is_dry && run.state === 'done');
  }

  /** What was done, for people: it may be only proposed. Raises ApiError. */
  async plan(rule: Rule, wanted: WantedRule): Promise<string> {
    const planned = await this.api.plan(rule, wanted);
    if (planned === null) return t.retention.plan.proposed(titleOf(rule));
    this.rules.value = (this.rules.value ?? []).map((each) => (each.kind === planned.kind ? planned : each));
    return t.retention.plan.done(titleOf(rule));
  }

  /** Raises ApiError. */
  async begin(isDry: boolean): Promise<void> {
    const run = await this.api.begin(isDry);
    this.runs.put(run, (each) => each.id === run.id);
    this.openedId = run.id;
  }

  /** Only one goes on at a time, and it is among the newest. */
  async #ask(): Promise<void> {
    const { rows } = await this.api.runs(null);
    for (const run of [...rows].reverse()) this.runs.put(run, (each) => each.id === run.id);
  }
}

/** In the language of the page; the server says it in Polish. */
export function titleOf({ kind }: { kind: Rule['kind'] }): string {
  return t.retention.rules.kinds[kind].title;
}
