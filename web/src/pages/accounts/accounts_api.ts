/** Accounts of the staff. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { AccountNow } from '../../api/values';
import type { Part } from '../../data/pages.svelte';
import { onVersion } from '../../things/things_api';

export type Account = Schema['AccountNow'];
export type NewAccount = Schema['AccountIn'];
export type Role = Account['role'];
/** Consultants are hired where consultants are. */
export const ROLES = AccountNow.role.filter((role) => role !== 'consultant');
export const STATES = ['active', 'closed', 'every'] as const;

/** What stands in the address of the page. */
export interface AccountFilter {
  role: Role | '';
  office: string;
  state: (typeof STATES)[number];
}

/** What holds at once, or what another person has to confirm first. */
export type Done = 'done' | 'proposed';

export interface AccountsApi {
  /** By name. */
  list(filter: AccountFilter, after: string | null): Promise<Part<Account>>;
  /** Raises ApiError: `name_taken`. */
  make(wanted: NewAccount): Promise<Account>;
  one(username: string): Promise<Account>;
  /** Raises ApiError: `own_account`, `last_administrator`, `no_second_person`, `stale_version`. */
  change(account: Account, to: Omit<NewAccount, 'username'>, version: number): Promise<Done>;
  close(username: string): Promise<Done>;
  restore(username: string): Promise<Done>;
  renewPassword(username: string): Promise<Done>;
  removeSecondFactor(username: string): Promise<Done>;
  logOut(username: string): Promise<Done>;
}

const PAGE = 50;
const of = (username: string) => ({ params: { path: { username } } });

export const webAccountsApi: AccountsApi = {
  async list({ role, office, state }, after) {
    const query = {
      limit: PAGE,
      ...(role && { role }),
      ...(office && { office }),
      ...(state !== 'every' && { state }),
      ...(after !== null && { cursor: after }),
    };
    const found = await said(api.GET('/api/accounts', { params: { query } }));
    return { rows: [...found.accounts], after: found.next_cursor };
  },
  make: (wanted) => said(api.POST('/api/accounts', { body: wanted })),
  one: (username) => said(api.GET('/api/accounts/{username}', of(username))),
  async change({ username, ...now }, to, version) {
    const body = Object.fromEntries(Object.entries(to).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now[name as keyof typeof to])));
    const answer = await said(api.PATCH('/api/accounts/{username}', { params: { ...of(username).params, header: onVersion(version) }, body }));
    return 'act' in answer ? 'proposed' : 'done';
  },
  close: async (username) => (await said(api.POST('/api/accounts/{username}/deactivate', of(username))), 'done'),
  restore: async (username) => (await said(api.POST('/api/accounts/{username}/restore', of(username))), 'proposed'),
  renewPassword: async (username) => (await said(api.POST('/api/accounts/{username}/first-password', of(username))), 'done'),
  removeSecondFactor: async (username) => (await said(api.DELETE('/api/accounts/{username}/totp', of(username))), 'proposed'),
  logOut: async (username) => (await said(api.POST('/api/accounts/{username}/log-out', of(username))), 'done'),
};
