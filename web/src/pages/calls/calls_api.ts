/** The list of calls, and one of them. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { paths } from '../../api/schema';
import type { Call } from '../../call_list/call';
import type { Part } from '../../data/pages.svelte';

export type { Call };
export type Visit = Schema['AccessVisitOut'];
export type CallDetail = Schema['CallDetail'];
export type CallQuery = Omit<NonNullable<paths['/api/calls']['get']['parameters']['query']>, 'limit' | 'cursor'>;

export interface CallsApi {
  /** In the order of the query; `number`: of this caller only, and then each page is a look that is written down. Raises ApiError `period_needed` with a sentence: for too many days. */
  list(query: CallQuery, number: string, after: string | null): Promise<Part<Call>>;
  /** Consultants who can be chosen. */
  agents(): Promise<{ value: string; label: string }[]>;
  /** Who looked at it, and at its recording: one row for each person. Reading that is written down, too. */
  looks(call: string, after: string | null): Promise<Part<Visit>>;
  /** Each look may be written down. */
  view(call: string): Promise<CallDetail>;
}

const PAGE = 50;

export const webCallsApi: CallsApi = {
  async list(wanted, number, after) {
    const query = { ...wanted, limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = number
      ? await said(api.POST('/api/calls/search', { body: { order: 'started', ...query, hung_up_there: wanted.hung_up_there ?? false, caller_number: number } }))
      : await said(api.GET('/api/calls', { params: { query } }));
    return { rows: found.calls, after: found.next_cursor };
  },
  async agents() {
    const found = await said(api.GET('/api/agents'));
    return found.map(({ id, display_name }) => ({ value: id, label: display_name })).sort((a, b) => a.label.localeCompare(b.label, 'pl'));
  },
  async looks(call, after) {
    const body = { call, limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.POST('/api/access-log/visits', { body }));
    return { rows: found.visits, after: found.next_cursor };
  },
  async view(call) {
    return said(api.GET('/api/calls/{call_id}', { params: { path: { call_id: call } } }));
  },
};
