/** The versions of an article, and what differs between two of them: it stays while the article is written on. */
import { Loaded } from '../../data/loaded.svelte';
import { Pages } from '../../data/pages.svelte';
import { t } from '../../words';
import type { ArticlesApi, FieldDifference, Version } from './articles_api';

export interface Difference {
  before: number;
  after: number;
  fields: FieldDifference[];
}

export class History {
  readonly list: Pages<Version>;
  /** Numbers of versions, as fields have them. */
  before = $state('');
  after = $state('');
  /** The two that are compared. */
  readonly comparing: Loaded<Difference, [number, number]>;

  constructor(api: ArticlesApi, id: string) {
    this.list = new Pages<Version>(
      (after) => api.versions(id, after),
      () => t.articles.failed,
    );
    this.comparing = new Loaded(
      async (before: number, after: number) => ({ before, after, fields: await api.difference(id, before, after) }),
      () => t.articles.failed,
    );
  }

  /** At first, and again when the article is another one: what is chosen and compared stays, as it is now. */
  async look(): Promise<void> {
    await this.list.refresh();
    const numbers = this.list.rows.map(({ number }) => String(number));
    const isThere = numbers.includes(this.before) && numbers.includes(this.after);
    if (!isThere) {
      this.after = numbers[0] ?? '';
      this.before = numbers[1] ?? this.after;
    }
    const { shown } = this;
    if (shown === null) return;
    if (numbers.includes(String(shown.before)) && numbers.includes(String(shown.after))) await this.between(shown.before, shown.after);
    else this.comparing.forget();
  }

  get shown(): Difference | null {
    return this.comparing.value;
  }

  async compare(): Promise<void> {
    // The older one stands on the left.
    const [first, second] = [Number(this.before), Number(this.after)].sort((one, other) => one - other);
    if (first !== undefined && second !== undefined) await this.between(first, second);
  }

  async between(before: number, after: number): Promise<void> {
    await this.comparing.load(before, after);
  }
}
