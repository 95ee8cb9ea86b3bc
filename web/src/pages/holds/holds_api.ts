/** Legal holds. Failures are ApiErrors. */
import { api, said } from '../../api/client';
import type { Part } from '../../data/pages.svelte';
import type { Hold } from '../../client_card/rights_api';

export const STATES = ['inForce', 'over', 'every'] as const;
export type HoldState = (typeof STATES)[number];

export interface HoldsApi {
  /** Newest first. */
  list(state: HoldState, after: string | null): Promise<Part<Hold>>;
  /** Proposes it, on the version that was read. Raises ApiError: `stale_version`, `hold_ended`, `no_second_person`. */
  end(hold: Hold): Promise<void>;
}

const PAGE = 50;

export const webHoldsApi: HoldsApi = {
  async list(state, after) {
    const query = { limit: PAGE, ...(after !== null && { after }), ...(state !== 'every' && { in_force: state === 'inForce' }) };
    const found = await said(api.GET('/api/holds', { params: { query } }));
    return { rows: found.holds, after: found.next_cursor };
  },
  async end({ id, version }) {
    const params = { path: { hold_id: id }, header: { 'If-Match': `"${version}"` } };
    await said(api.POST('/api/holds/{hold_id}/end', { params }));
  },
};
