/** The assessments that are shown, and the one that is opened. */
import { isStale, reasonsOf, sentenceOf } from '../../api/errors';
import type { Loading } from '../../data/loaded.svelte';
import { Pages } from '../../data/pages.svelte';
import { t } from '../../words';
import type { Assessment, AssessmentDetail, AssessmentsApi, ListFilter } from './assessments_api';
import { Filling } from './filling.svelte';

export class Assessments {
  readonly list: Pages<Assessment>;
  opened = $state.raw<AssessmentDetail | null>(null);
  /** The draft of the opened one, where this account fills it in. */
  filling = $state.raw<Filling | null>(null);
  openState = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  openFailure = $state('');
  isBusy = $state(false);
  actFailure = $state('');
  /** What was done last. */
  done = $state('');
  #filter: ListFilter = { state: '', agent: '', isMine: false };
  #wanted: string | null = null;
  #round = 0;

  /** `isFilled`: does this account fill in the draft? */
  constructor(
    private readonly api: AssessmentsApi,
    account: () => string,
    private readonly isFilled: (assessment: AssessmentDetail) => boolean,
  ) {
    this.list = new Pages(
      (after) => api.list(this.#filter, account(), after),
      () => t.assessments.failed,
    );
  }

  async show(filter: ListFilter): Promise<void> {
    this.#filter = { ...filter };
    await this.list.load();
  }

  /** null: none. */
  async open(id: string | null): Promise<void> {
    if (id === this.#wanted && this.openState !== 'failed') return;
    await this.#open(id);
  }

  /** How the opened one is read: for `LoadStateView`. */
  get opening(): Loading {
    return { state: this.openState, failure: this.openFailure, again: () => this.reload() };
  }

  /** What stands on the server, whatever was typed here. */
  async reload(): Promise<void> {
    await this.#open(this.#wanted);
  }

  /** Did it work? What did not is told. A draft is saved first. */
  async act(what: (assessment: AssessmentDetail, version: number) => Promise<AssessmentDetail>, done: string): Promise<boolean> {
    const before = this.opened;
    if (before === null || this.isBusy) return false;
    this.isBusy = true;
    this.actFailure = this.done = '';
    try {
      if (this.filling !== null && !(await this.filling.flush())) {
        this.actFailure = this.filling.failure || t.assessments.stale; // said in the dialog, too, which covers the sheet
        return false;
      }
      this.#put(await what(before, this.filling?.version ?? before.version), true);
      this.done = done;
      return true;
    } catch (error) {
      this.actFailure = isStale(error) ? t.assessments.stale : reasonsOf(error, t.assessments.notDone);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  stop(): void {
    this.#round += 1;
    this.filling?.forget();
  }

  async #open(id: string | null): Promise<void> {
    this.stop();
    const round = this.#round;
    this.#wanted = id;
    this.opened = this.filling = null;
    this.actFailure = this.openFailure = this.done = '';
    this.openState = id === null ? 'none' : 'loading';
    if (id === null) return;
    try {
      const found = await this.api.view(id);
      if (round !== this.#round) return;
      this.openState = 'there';
      this.#put(found, true);
    } catch (error) {
      if (round !== this.#round) return;
      this.openFailure = sentenceOf(error, t.assessments.failed);
      this.openState = 'failed';
    }
  }

  /** `isAnew`: not by the draft's own saving, which must not take what is typed meanwhile. */
  #put(found: AssessmentDetail, isAnew: boolean): void {
    if (this.#wanted !== found.id) return;
    this.opened = found;
    if (this.list.rows.some(({ id }) => id === found.id)) this.list.put(found, ({ id }) => id === found.id);
    if (!isAnew) return;
    this.filling?.forget();
    this.filling = this.isFilled(found) ? new Filling(this.api, found, (saved) => this.#put(saved, false)) : null;
  }
}
