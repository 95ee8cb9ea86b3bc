/** How much waits for who is logged in, by kind: one question for the navigation and the pages, asked while the tab is used. */
import { api, said, type Schema } from '../api/client';
import { WhileUsed } from './while_used';

export type WorkKind = Schema['TodoEntry']['kind'];
type Count = Schema['TodoCount'];

const LOOK_MS = 10_000;

export class WorkCounts {
  #counts = $state.raw<readonly Count[] | null>(null);
  readonly #looking = new WhileUsed(() => void this.look(), LOOK_MS);

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
    this.#looking.start();
  }

  /** Nobody is logged in any more. */
  stop(): void {
    this.#looking.stop();
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
}

/** One for the tab. */
export const workCounts = new WorkCounts(async () => (await said(api.GET('/api/todo/counts'))).counts);
