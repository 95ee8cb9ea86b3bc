/** The names of accounts, which lists keep by their ids: asked together, once a page's life. Without an answer the id is shown. */
import { api, said } from '../api/client';

const MOST = 100;

export class AccountNames {
  #names = $state.raw<Readonly<Record<string, string>>>({});
  readonly #asked = new Set<string>();
  #wanted: string[] = [];

  constructor(private readonly read: (accounts: string[]) => Promise<Record<string, string>>) {}

  /** Reactive. Empty until it is known: nobody reads an id that turns into a name. */
  readonly of = (account: string | null | undefined): string => {
    if (!account) return '';
    this.#want(account);
    return this.#names[account] ?? '';
  };

  #want(account: string): void {
    if (this.#asked.has(account)) return;
    this.#asked.add(account);
    // All that one turn of drawing wants is one question.
    if (this.#wanted.push(account) === 1) queueMicrotask(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    for (let from = 0; from < wanted.length; from += MOST) {
      const part = wanted.slice(from, from + MOST);
      const found = await this.read(part).catch(() => ({}) as Record<string, string>);
      this.#names = { ...this.#names, ...Object.fromEntries(part.map((account) => [account, found[account] ?? account])) };
    }
  }
}

export const accountNames = new AccountNames((account) => said(api.GET('/api/account-names', { params: { query: { account } } })));
