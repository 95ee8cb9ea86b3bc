/**
 * How much waits for who is logged in, by kind: one question for the navigation and the pages. It is asked while somebody
 * looks at this tab and has used it within ten minutes, so that a session that nobody uses ends as others do.
 */
import { api, said, type Schema } from '../api/client';

export type WorkKind = Schema['TodoEntry']['kind'];
type Count = Schema['TodoCount'];

const LOOK_MS = 10_000;
const UNUSED_MS = 600_000;
const SIGNS = ['keydown', 'pointerdown', 'visibilitychange'];

export class WorkCounts {
  #counts = $state.raw<readonly Count[] | null>(null);
  #usedAt = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly ask: () => Promise<readonly Count[]>) {}

  /** There was an answer: before it 0 is no number. */
  get isKnown(): boolean {
    return this.#counts !== null;
  }

  /** What nobody else has, of these kinds, or of all. */
  open(...kinds: WorkKind[]): number {
    return (this.#counts ?? []).reduce((sum, { kind, open }) => sum + (kinds.length === 0 || kinds.includes(kind) ? open : 0), 0);
  }

  /** By kind, with what is this account's and what is late; nothing of which there is none. */
  get all(): readonly Count[] {
    return (this.#counts ?? []).filter(({ open, mine }) => open + mine > 0);
  }

  start(): void {
    this.stop();
    this.#used();
    for (const sign of SIGNS) document.addEventListener(sign, this.#used);
    this.#timer = setInterval(() => {
      if (!document.hidden && performance.now() - this.#usedAt < UNUSED_MS) void this.look();
    }, LOOK_MS);
  }

  /** Nobody is logged in any more. */
  stop(): void {
    clearInterval(this.#timer);
    for (const sign of SIGNS) document.removeEventListener(sign, this.#used);
    this.#usedAt = -Infinity;
    this.#counts = null;
  }

  /** Now: something was changed. What was known stays where the server does not answer. */
  async look(): Promise<void> {
    try {
      this.#counts = await this.ask();
    } catch {
      // The page says itself that there is no connection.
    }
  }

  /** Whoever comes back sees at once what is so. */
  readonly #used = (): void => {
    const now = performance.now();
    if (now - this.#usedAt > LOOK_MS && !document.hidden) void this.look();
    if (!document.hidden) this.#usedAt = now;
  };
}

/** One for the tab. */
export const workCounts = new WorkCounts(async () => (await said(api.GET('/api/todo/counts'))).counts);
