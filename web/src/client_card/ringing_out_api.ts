/** Clients who are rung: the page names the client, never a number. Each is written down by the server. */
import { api, said, type Schema } from '../api/client';

export type RingReason = Schema['RingIn']['reason'];

export interface RingingOutApi {
  /** The own telephone rings, then the client's. Raises ApiError `transition_refused` with a sentence. */
  ring(client: string, reason: RingReason): Promise<void>;
}

export const webRingingOutApi: RingingOutApi = {
  async ring(client, reason) {
    await said(api.POST('/api/clients/{client_id}/ring', { params: { path: { client_id: client } }, body: { reason } }));
  },
};
