/** What is laid over the drawing of a scenario: figures of a period and a version, and where callers are at this moment. */
import { Loaded } from '../../data/loaded.svelte';
import { WhileUsed } from '../../data/while_used';
import { now } from '../../time/clock.svelte';
import { isoDay } from '../../time/format';
import { heatOf, liveOf, type Heat } from './heat';
import { webOverlayApi, type OverlayApi, type ScenarioCallers, type ScenarioPassages } from './overlay_api';

export const PERIODS = ['today', 'yesterday', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

const DAY_MS = 86_400_000;
/** Whole weeks, so that each weekday counts alike; they end with yesterday. */
const DAYS: Record<Exclude<Period, 'today'>, number> = { yesterday: 1, week: 7, month: 28 };
const LOOK_MS = 2000;
/** The figures are of all facts up to some seconds ago. */
const RENEW_MS = 30_000;
/** Older than this, nobody knows where callers are. */
const OLD_MS = 10_000;

export function daysOf(period: Period, at: number): { from: string; to: string } {
  const today = isoDay(at);
  if (period === 'today') return { from: today, to: today };
  return { from: isoDay(at - DAYS[period] * DAY_MS), to: isoDay(at - DAY_MS) };
}

export class Overlay {
  period = $state<Period>('yesterday');
  /** null: of all versions together. */
  version = $state<number | null>(null);
  readonly figures = new Loaded<ScenarioPassages, [string, string, number | null]>((from, to, version) => this.api.passages(this.scenario, from, to, version));
  #callers = $state.raw<Pick<ScenarioCallers, 'nodes' | 'others'> | null>(null);
  #heardAt = $state(-Infinity);
  readonly #looking = new WhileUsed(() => void this.#look(), LOOK_MS);
  /** Only today goes on. */
  readonly #renewing = new WhileUsed(() => {
    if (this.period === 'today' && this.figures.state !== 'loading') void this.figures.again();
  }, RENEW_MS);

  constructor(
    readonly scenario: string,
    private readonly api: OverlayApi = webOverlayApi,
  ) {}

  /** Where nothing has changed, they are the very same: a drawing is not drawn anew. */
  readonly from = $derived(daysOf(this.period, now()).from);
  readonly to = $derived(daysOf(this.period, now()).to);
  readonly #isHeard = $derived(now() - this.#heardAt <= OLD_MS);
  /** Callers by node; null while nobody knows. */
  readonly live: ReadonlyMap<string, number> | null = $derived(this.#isHeard && this.#callers ? liveOf(this.#callers.nodes, this.version) : null);
  /** Callers in nodes of which there are too many to tell them one by one. */
  readonly others = $derived(this.#isHeard ? (this.#callers?.others ?? 0) : 0);
  readonly heat: Heat = $derived(heatOf(this.figures.value, this.live));

  /** In a component: for as long as it is shown. */
  follow(): void {
    $effect(() => {
      void this.figures.load(this.from, this.to, this.version);
    });
    $effect(() => {
      this.#looking.start();
      this.#renewing.start();
      return () => {
        this.#looking.stop();
        this.#renewing.stop();
      };
    });
  }

  async #look(): Promise<void> {
    try {
      const { nodes, others } = await this.api.callers(this.scenario);
      const callers = { nodes, others };
      if (JSON.stringify(callers) !== JSON.stringify(this.#callers)) this.#callers = callers;
      this.#heardAt = now();
    } catch {
      // It is told as unknown as soon as it is old.
    }
  }
}
