/** The list of calls, and one of them. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { paths } from '../../api/schema';

export type Call = Schema['CallOut'];
export type CallDetail = Schema['CallDetail'];
export type CallQuery = Omit<NonNullable<paths['/api/calls']['get']['parameters']['query']>, 'limit' | 'cursor'>;

export interface CallsApi {
  /** In the order of the query. Raises ApiError `period_needed` with a sentence: for too many days. */
  list(query: CallQuery, after: string | null): Promise<{ rows: Call[]; after: string | null }>;
  /** Each look may be written down. */
  view(call: string): Promise<CallDetail>;
}

const PAGE = 50;

export const webCallsApi: CallsApi = {
  async list(wanted, after) {
    const query = { ...wanted, limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/calls', { params: { query } }));
    return { rows: found.calls, after: found.next_cursor };
  },
  async view(call) {
    return said(api.GET('/api/calls/{call_id}', { params: { path: { call_id: call } } }));
  },
};
