/** The test cases of what stands on the sheet: what came of them when they were run last. */
import { reasonsOf } from '../../api/errors';
import { t } from '../../words';
import type { Edge, Sheet } from '../graph';
import { bareArrows, bareEdges } from './cases';
import type { CaseResult, SheetTests, SimulatorApi } from './simulator_api';

export class Testing {
  tests = $state.raw<SheetTests | null>(null);
  isRunning = $state(false);
  failure = $state('');
  #ran = $state.raw<Sheet | null>(null);
  #running: AbortController | null = null;

  constructor(
    private readonly api: SimulatorApi,
    private readonly sheet: () => Sheet,
    /** The version whose difference counts when it is published. */
    private readonly basedOn: () => number | null,
  ) {}

  /** The graph or a case has changed since. */
  get isStale(): boolean {
    const { graph, cases } = this.sheet();
    return this.#ran !== null && (this.#ran.graph !== graph || this.#ran.cases !== cases);
  }

  result(name: string): CaseResult | undefined {
    return this.#isOf ? this.tests?.results.find((each) => each.name === name) : undefined;
  }

  /** Ways that no green case walks. */
  get bare(): Edge[] {
    return this.#isOf ? bareEdges(this.sheet().graph, this.tests) : [];
  }

  /** Arrows of the drawing along which no green case goes, by `edgeKey`. */
  readonly bareArrows: ReadonlySet<string> = $derived.by(() => bareArrows(this.sheet().graph, this.bare));

  /** Never raises. */
  async run(): Promise<void> {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    const sheet = this.sheet();
    this.isRunning = true;
    this.failure = '';
    try {
      const found = await this.api.runCases(sheet, this.basedOn(), running.signal);
      if (running !== this.#running) return;
      this.tests = found;
      this.#ran = sheet;
    } catch (error) {
      if (running === this.#running) this.failure = reasonsOf(error, t.scenarioSimulator.cases.notRun);
    } finally {
      if (running === this.#running) this.isRunning = false;
    }
  }

  /** They are those of this scenario. */
  get #isOf(): boolean {
    return this.#ran?.graph.name === this.sheet().graph.name;
  }
}
