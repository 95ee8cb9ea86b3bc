/** Orders to be rung back. The page names the order, never a number. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Order = Schema['CallbackOut'];
export type OrderState = Order['state'];

export interface CallbacksApi {
  /** Newest first. `state`: null for all. */
  list(state: OrderState | null, after: string | null): Promise<{ rows: Order[]; after: string | null }>;
  /** The own telephone rings, then that of who ordered it. Raises ApiError `transition_refused` with a sentence. */
  ring(order: string): Promise<void>;
}

const PAGE = 50;

export const webCallbacksApi: CallbacksApi = {
  async list(state, after) {
    const query = { limit: PAGE, ...(state !== null && { state }), ...(after !== null && { after }) };
    const found = await said(api.GET('/api/callbacks', { params: { query } }));
    return { rows: found.callbacks, after: found.next_cursor };
  },
  async ring(order) {
    await said(api.POST('/api/callbacks/{callback_id}/ring', { params: { path: { callback_id: order } } }));
  },
};
