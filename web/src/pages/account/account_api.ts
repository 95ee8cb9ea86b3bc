/** The own account. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { SessionNow } from '../../staff/session_list';

export type MyAccount = Schema['MyAccount'];
export type TotpBegun = Schema['TotpBegun'];

export interface AccountApi {
  me(): Promise<MyAccount>;
  /** Raises ApiError: `wrong_password`, `password_refused`. */
  changePassword(present: string, wanted: string): Promise<void>;
  /** The key is told this once. Raises ApiError: `wrong_password`. */
  beginTotp(password: string): Promise<TotpBegun>;
  /** Raises ApiError: `wrong_totp`. */
  confirmTotp(code: string): Promise<void>;
  endTotp(password: string, code: string): Promise<void>;
  /** The one used last first. */
  sessions(): Promise<SessionNow[]>;
  endSession(id: string): Promise<void>;
  endOthers(): Promise<void>;
  logOutEverywhere(): Promise<void>;
}

export const webAccountApi: AccountApi = {
  me: () => said(api.GET('/api/me')),
  changePassword: async (present, wanted) => void (await said(api.PUT('/api/me/password', { body: { current_password: present, new_password: wanted } }))),
  beginTotp: (password) => said(api.POST('/api/me/totp', { body: { password } })),
  confirmTotp: async (code) => void (await said(api.POST('/api/me/totp/confirm', { body: { code } }))),
  endTotp: async (password, code) => void (await said(api.DELETE('/api/me/totp', { body: { password, code } }))),
  sessions: () => said(api.GET('/api/me/sessions')),
  endSession: async (id) => void (await said(api.DELETE('/api/me/sessions/{session_id}', { params: { path: { session_id: id } } }))),
  endOthers: async () => void (await said(api.DELETE('/api/me/sessions'))),
  logOutEverywhere: async () => void (await said(api.POST('/api/me/log-out-everywhere'))),
};
