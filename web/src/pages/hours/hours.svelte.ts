/** The hours of one office as a page shows and changes them; somebody else's change is told to who looks and to who types. */
import { ApiError, isStale } from '../../api/errors';
import { Loaded } from '../../data/loaded.svelte';
import { t } from '../../words';
import { changesOf, type Change } from './changes';
import type { CalendarDay, Days, Exception, Hours, HoursApi, NewPlan, Plan } from './hours_api';

export const LOOK_MS = 15_000;

interface Read {
  hours: Hours;
  plans: Plan[];
  exceptions: Exception[];
  days: CalendarDay[];
}

export class OfficeHours {
  readonly read: Loaded<Read, [office: string, year: number]>;
  /** What another account has changed since this page was opened; null: nothing. */
  news = $state.raw<Change | null>(null);
  #asked: [string, number] | null = null;

  constructor(
    readonly api: HoursApi,
    private readonly me: () => string,
  ) {
    this.read = new Loaded(async (office: string, year: number) => {
      const [hours, plans, exceptions, days] = await Promise.all([api.hours(office), api.plans(office), api.exceptions(office), api.year(office, year)]);
      return { hours, plans, exceptions, days };
    });
  }

  /** In a component. */
  follow(asked: () => [office: string, year: number]): void {
    $effect(() => {
      const [office, year] = asked();
      if (office === '') return;
      if (this.#asked?.[0] !== office) {
        this.news = null;
        this.read.forget();
      }
      this.#asked = [office, year];
      void this.read.load(office, year);
    });
    $effect(() => {
      const timer = setInterval(() => void this.look(), LOOK_MS);
      return () => clearInterval(timer);
    });
  }

  /** Has somebody else changed something? Never raises. */
  async look(): Promise<void> {
    const value = this.read.value;
    if (value === null || this.#asked === null || document.hidden) return;
    const [office] = this.#asked;
    const found = await this.api.hours(office).catch(() => null);
    if (found === null || this.#asked[0] !== office || this.read.value === null) return;
    const { plans_version, exceptions_version } = this.read.value.hours;
    if (found.plans_version !== plans_version || found.exceptions_version !== exceptions_version) await this.again();
    else this.read.value = { ...this.read.value, hours: found };
  }

  /** Read anew; what another account has done since is told. */
  async again(): Promise<void> {
    const before = this.read.value;
    if (this.#asked === null) return;
    await this.read.load(...this.#asked);
    const after = this.read.value;
    if (before === null || after === null || before === after) return;
    const known = new Set(changesOf(before.plans, before.exceptions).map(({ id }) => id));
    this.news = changesOf(after.plans, after.exceptions).find(({ id, by }) => !known.has(id) && by !== this.me()) ?? this.news;
  }

  /** Under which name a dialog keeps what is typed. */
  draft(dialog: string): string {
    return ['hours', dialog, this.#asked?.[0] ?? '', this.me()].join('.');
  }

  plan(wanted: NewPlan): Promise<void> {
    return this.#change(({ hours }) => this.api.plan(hours.office, wanted, hours.plans_version));
  }

  /** `id`: the one whose place it takes. */
  except(days: Days, id: string | null): Promise<void> {
    return this.#change(({ hours: { office, exceptions_version: version } }) =>
      id === null ? this.api.add(office, days, version) : this.api.change(office, id, days, version),
    );
  }

  remove(id: string): Promise<void> {
    return this.#change(({ hours }) => this.api.remove(hours.office, id, hours.exceptions_version));
  }

  restore(id: string): Promise<void> {
    return this.#change(({ hours }) => this.api.restore(hours.office, id, hours.exceptions_version));
  }

  closeEarly(from: string, text: string): Promise<void> {
    return this.#change(({ hours }) => this.api.closeEarly(hours.office, from, text, hours.exceptions_version));
  }

  openAgain(): Promise<void> {
    return this.#change(({ hours }) => this.api.openAgain(hours.office, hours.exceptions_version));
  }

  /** On the version that is shown. Raises ApiError; who was faster is read before it says so. */
  async #change(work: (read: Read) => Promise<unknown>): Promise<void> {
    const { value } = this.read;
    if (value === null) return;
    try {
      await work(value);
    } catch (error) {
      if (!isStale(error)) throw error;
      await this.again();
      throw new ApiError('overtaken', t.hours.overtaken, 409);
    }
    await this.again();
  }
}
