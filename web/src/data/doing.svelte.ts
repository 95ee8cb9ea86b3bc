/** One thing that is asked of the server: whether it goes on, and what people are told in the end. */
import { isPassing, isStale, sentenceOf, ApiError, type FieldProblem } from '../api/errors';
import { t } from '../words';

export interface Says<T> {
  /** When the server gives no reason. */
  failed: string;
  /** What was done. */
  done?: string | ((answer: T) => string);
  /** Somebody else was faster: what is said, after what is shown was read anew. */
  stale?: { says: string | (() => string); again: () => Promise<unknown> };
}

export class Doing {
  isBusy = $state(false);
  failure = $state('');
  done = $state('');
  /** What is wrong with single fields. */
  fields = $state.raw<readonly FieldProblem[]>([]);
  /** What failed is done once more; null: the server has refused it, and would again. */
  again = $state.raw<(() => Promise<boolean>) | null>(null);

  /** Did it work? A second one while the first goes on does nothing. Whatever is thrown is told, never raised. */
  async run<T>(work: () => Promise<T>, says: Says<T>): Promise<boolean> {
    if (this.isBusy) return false;
    this.forget();
    this.isBusy = true;
    try {
      const answer = await work();
      this.done = typeof says.done === 'function' ? says.done(answer) : (says.done ?? '');
      return true;
    } catch (error) {
      this.failure = sentenceOf(error, says.failed);
      if (error instanceof ApiError) this.fields = error.fields;
      if (isPassing(error)) this.again = () => this.run(work, says);
      if (says.stale && isStale(error)) {
        await says.stale.again();
        this.failure = (typeof says.stale.says === 'function' ? says.stale.says() : says.stale.says) || t.ui.stale;
      }
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** Nothing of what was said of the last one is said any longer. */
  forget(): void {
    this.failure = this.done = '';
    this.fields = [];
    this.again = null;
  }
}
