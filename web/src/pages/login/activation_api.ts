/** Activating an account, as the web service does it. */
import { api, said, type Schema } from '../../api/client';

export type ActivationBegun = Schema['ActivationBegun'];
export type ActivationNow = Schema['ActivationNow'];

export interface ActivationApi {
  /** Raises ApiError. */
  begin(username: string): Promise<ActivationBegun>;
  now(): Promise<ActivationNow>;
  setPassword(password: string): Promise<void>;
}

export const webActivationApi: ActivationApi = {
  begin: (username) => said(api.POST('/api/activation', { body: { username } })),
  now: () => said(api.GET('/api/activation')),
  setPassword: async (password) => {
    await said(api.POST('/api/activation/password', { body: { new_password: password } }));
  },
};
