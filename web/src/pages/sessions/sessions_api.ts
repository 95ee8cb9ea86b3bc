/** Who is logged in, of all accounts. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type SessionOfAccount = Schema['SessionOfAccount'];

export interface SessionsApi {
  /** The one used last first. */
  all(): Promise<SessionOfAccount[]>;
  end(id: string): Promise<void>;
}

export const webSessionsApi: SessionsApi = {
  all: () => said(api.GET('/api/sessions')),
  end: async (id) => void (await said(api.DELETE('/api/sessions/{session_id}', { params: { path: { session_id: id } } }))),
};
