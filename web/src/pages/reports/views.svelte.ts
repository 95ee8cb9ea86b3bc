/** Saved views: own ones, and those that others have shared. */
import { ApiError, sentenceOf } from '../../api/client';
import { t } from '../../words';
import type { SavedView, ViewsApi, WantedView } from './reports_api';

export class Views {
  all = $state.raw<SavedView[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  isBusy = $state(false);
  actFailure = $state('');
  /** What was done last. */
  done = $state('');
  /** What was removed last, until something else is done. */
  removed = $state.raw<SavedView | null>(null);

  constructor(readonly api: ViewsApi) {}

  async ask(): Promise<void> {
    this.state = 'loading';
    try {
      this.all = await this.api.list();
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      this.failure = sentenceOf(error, t.reports.views.listFailed);
      this.state = 'failed';
    }
  }

  at(id: string | null): SavedView | null {
    return this.all.find((view) => view.id === id) ?? null;
  }

  /** `over`: the own view that it is to replace. null: it did not work, and is told. */
  async save(wanted: WantedView, over: string | null): Promise<SavedView | null> {
    let saved: SavedView | null = null;
    await this.#act(async () => {
      saved = over === null ? await this.api.make(wanted) : await this.api.change(over, wanted);
      this.#put(saved);
      this.done = over === null ? t.reports.views.saved(saved.name) : t.reports.views.changed(saved.name);
    });
    return saved;
  }

  async remove(view: SavedView): Promise<void> {
    await this.#act(async () => {
      try {
        await this.api.remove(view.id);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
      }
      this.all = this.all.filter((each) => each.id !== view.id);
      this.removed = view;
      this.done = t.reports.views.removed(view.name);
    });
  }

  /** What was removed stands there again, under another address. */
  async undo(): Promise<void> {
    const view = this.removed;
    if (view === null) return;
    await this.#act(async () => {
      this.removed = view; // it is kept until it stands there again
      const { name, question, period, is_shared } = view;
      const saved = await this.api.make({ name, question, period, is_shared });
      this.#put(saved);
      this.removed = null;
      this.done = t.reports.views.saved(saved.name);
    });
  }

  /** It goes by mail from now on. */
  mailed(view: SavedView): void {
    this.#put(view);
    this.removed = null;
    this.actFailure = '';
    this.done = t.reports.views.mail.done(view.name);
  }

  async endMail(view: SavedView): Promise<void> {
    await this.#act(async () => {
      this.#put(await this.api.endMail(view.id));
      this.done = t.reports.views.mail.ended(view.name);
    });
  }

  #put(view: SavedView): void {
    this.all = this.all.some((each) => each.id === view.id) ? this.all.map((each) => (each.id === view.id ? view : each)) : [...this.all, view];
  }

  async #act(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.actFailure = this.done = '';
    try {
      this.removed = null;
      await work();
    } catch (error) {
      this.actFailure = sentenceOf(error, t.reports.views.failed);
    } finally {
      this.isBusy = false;
    }
  }
}
