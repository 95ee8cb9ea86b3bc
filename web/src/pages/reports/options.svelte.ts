/** What can be chosen in the filters of a report, as far as the account may see it. Asked once for a page. */
import type { ListName } from './question';
import type { Choices, ReportsApi } from './reports_api';

export interface Option {
  value: string;
  label: string;
}

export class Options {
  #choices = $state.raw<Choices | null>(null);

  constructor(private readonly api: ReportsApi) {}

  /** Never raises: without an answer only what the address names is offered. */
  async ask(): Promise<void> {
    try {
      this.#choices = await this.api.choices();
    } catch {
      this.#choices = null;
    }
  }

  of(name: ListName): Option[] {
    return (this.#choices?.[name] ?? []).map(({ key, label }) => ({ value: key, label }));
  }
}
