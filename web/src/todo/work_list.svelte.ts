/** What waits, as it is listed; and taking it up, giving it back, ending it. */
import { ApiError } from '../api/errors';
import { Doing } from '../data/doing.svelte';
import { Pages } from '../data/pages.svelte';
import { workCounts } from '../data/work_counts.svelte';
import { t } from '../words';
import type { Outcome, Work, WorkApi, WorkKind } from './work_api';

export class WorkList {
  readonly list: Pages<Work>;
  readonly doing = new Doing();
  /** There is more than is shown. */
  hasMore = $state(false);
  /** A message of an earlier day, whose taking up takes a reason. */
  asked = $state.raw<Work | null>(null);

  constructor(
    private readonly api: WorkApi,
    private readonly kind: () => WorkKind | null,
    private readonly most: number,
    private readonly counts: { look: () => Promise<void> } = workCounts,
  ) {
    this.list = new Pages(async () => {
      const { rows, hasMore } = await this.api.list(this.kind(), this.most);
      this.hasMore = hasMore;
      return { rows, after: null };
    });
  }

  /** Did it work? Somebody else may have been faster: that is said, and the list is read anew. */
  async take(work: Work): Promise<boolean> {
    const isTaken = await this.#run(async () => {
      try {
        await this.api.take(work, null);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'reason_needed') throw error;
        this.asked = work;
      }
    }, '');
    return isTaken && this.asked === null;
  }

  /** With the reason that was asked for. Raises ApiError. */
  async takeFor(reason: string): Promise<void> {
    if (this.asked === null) return;
    await this.api.take(this.asked, reason);
    this.asked = null;
    await this.#look();
  }

  giveBack(work: Work): Promise<boolean> {
    return this.#run(() => this.api.giveBack(work), t.work.givenBack);
  }

  close(work: Work, outcome: Outcome): Promise<boolean> {
    return this.#run(() => this.api.close(work, outcome), t.work.closed[outcome]);
  }

  async #run(work: () => Promise<unknown>, done: string): Promise<boolean> {
    const isDone = await this.doing.run(work, { failed: t.ui.notDone, done });
    await this.#look();
    return isDone;
  }

  async #look(): Promise<void> {
    await Promise.all([this.list.refresh(), this.counts.look()]);
  }
}
