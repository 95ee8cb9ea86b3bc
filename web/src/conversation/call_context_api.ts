/** What a consultant should know of a call before saying hello. */
import { api, said, type Schema } from '../api/client';

export type DeskContext = Schema['DeskContextOut'];

export interface CallContextApi {
  /** Of the offer, the conversation, or the work after it. Raises ApiError: 404 where there is none. */
  context(): Promise<DeskContext>;
}

export const webCallContextApi: CallContextApi = {
  async context() {
    return said(api.GET('/api/desk/context'));
  },
};
