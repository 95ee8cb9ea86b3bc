/** What the board knows besides the live state: names, rules of help, and the last change of a consultant's state. */
import { sentenceOf } from '../../api/client';
import type { AgentLive } from '../../live/protocol';
import { isoDay } from '../../time/format';
import { t } from '../../words';
import type { BoardApi, Load, Named, Overflow } from './board_api';
import { undoOf, type StateWish, type Undo } from './may';

export const OVERFLOW_MS = 60_000;
/** A consultant who was hired meanwhile has a name, too; asked for at most so often. */
export const NAMES_MS = 30_000;

interface Done {
  agent: string;
  name: string;
  says: string;
  undo: Undo | null;
}

export class Board {
  overflows = $state.raw<ReadonlyMap<string, Overflow>>(new Map());
  pauseReasons = $state.raw<readonly Named[]>([]);
  done = $state.raw<Done | null>(null);
  failure = $state('');
  isBusy = $state(false);
  /** How much each has done today, as of a moment: asked when somebody wants it, since each look is written down. */
  loads = $state.raw<{ at: number; offices: readonly string[]; of: ReadonlyMap<string, Load> } | null>(null);
  loadsFailure = $state('');
  isLoading = $state(false);
  /** Who has no name for this account: the same question has the same answer. */
  #nameless: ReadonlySet<string> = new Set();
  #names = $state.raw<ReadonlyMap<string, string>>(new Map());
  #namesAskedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  #isUsed: () => boolean = () => true;

  constructor(
    private readonly api: BoardApi,
    private readonly steady: () => number = () => performance.now(),
  ) {}

  /** `mayList`: names are told to this account. `isUsed`: does anybody look? */
  start(mayList: boolean, isUsed: () => boolean = () => true): void {
    this.#isOn = true;
    this.#isUsed = isUsed;
    if (mayList) void this.askNames();
    void this.#askReasons();
    void this.#askOverflows();
  }

  stop(): void {
    this.#isOn = false;
    clearTimeout(this.#timer);
  }

  readonly nameOf = (agent: string): string => this.#names.get(agent) ?? agent;

  /** Never raises: without an answer ids are shown. `wanted`: whose names are missing. */
  async askNames(wanted: readonly string[] = []): Promise<void> {
    if (!this.#isUsed() || this.steady() - this.#namesAskedAt < NAMES_MS) return;
    this.#namesAskedAt = this.steady();
    try {
      const found = new Map((await this.api.agents()).map(({ id, name }) => [id, name]));
      this.#names = found;
      this.#nameless = new Set(wanted.filter((id) => !found.has(id)));
    } catch {
      // Those of before stay.
    }
  }

  knows(agent: string): boolean {
    return this.#names.has(agent) || this.#nameless.has(agent);
  }

  /** Raises nothing: `done` or `failure` says what came of it. */
  async wish(agent: string, before: AgentLive, wish: StateWish, reason: string | null): Promise<boolean> {
    const name = this.nameOf(agent);
    const isKept = before.call != null && (wish === 'pause' || wish === 'log_out');
    const w = t.board.change;
    const says = isKept ? w.kept(name, w.words[wish]) : w.done(name, w.words[wish]);
    return this.#ask(agent, wish, reason, { agent, name, says, undo: undoOf(before, wish) });
  }

  /** Never raises. `now`: the server's clock; `day`: in Poland. */
  async askLoads(day: string, offices: readonly string[], now: number): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    this.loadsFailure = '';
    try {
      this.loads = { at: now, offices, of: await this.api.loads(day, offices) };
    } catch (error) {
      this.loadsFailure = sentenceOf(error, t.board.agents.loadsFailed);
    } finally {
      this.isLoading = false;
    }
  }

  /** Forgets loads that are not of today and of all these offices: none shown would look like no work. `today`: in Poland. */
  keepLoadsOf(today: string, offices: readonly string[]): void {
    if (this.loads === null) return;
    const asked = this.loads.offices;
    const isOfAll = asked.length === 0 || (offices.length > 0 && offices.every((office) => asked.includes(office)));
    if (isoDay(this.loads.at) !== today || !isOfAll) this.loads = null;
  }

  async takeBack(): Promise<void> {
    const done = this.done;
    if (done?.undo == null) return;
    const says = t.board.change.undone(done.name);
    await this.#ask(done.agent, done.undo.wish, done.undo.reason, { ...done, says, undo: null });
  }

  async #ask(agent: string, wish: StateWish, reason: string | null, done: Done): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.failure = '';
    try {
      await this.api.wish(agent, wish, reason);
      this.done = done;
      return true;
    } catch (error) {
      this.failure = sentenceOf(error, t.board.change.failed);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  async #askReasons(): Promise<void> {
    try {
      this.pauseReasons = await this.api.pauseReasons();
    } catch {
      // Without reasons nobody is sent into a pause from here.
    }
  }

  /** Rules are not in the live state: asked again and again. */
  async #askOverflows(): Promise<void> {
    clearTimeout(this.#timer);
    if (!document.hidden && this.#isUsed()) {
      try {
        this.overflows = await this.api.overflows();
      } catch {
        // The server is away for a moment; the board says so itself.
      }
    }
    if (this.#isOn) this.#timer = setTimeout(() => void this.#askOverflows(), OVERFLOW_MS);
  }
}
