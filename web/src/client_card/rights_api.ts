/** What begins at a client's card: a request about the data, and a legal hold. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import { HoldOut, RequestIn } from '../api/values';

export type RequestKind = Schema['RequestIn']['kind'];
export type ReceivedRequest = Schema['RequestIn'];
export type WantedHold = Schema['LegalHoldIn'];
export type Hold = Schema['HoldOut'];
export type HoldCategory = NonNullable<Hold['categories']>[number];

export const KINDS = RequestIn.kind;
export const CATEGORIES = HoldOut.categories;

export interface RightsApi {
  /** The id of the request that was entered. Raises ApiError: `request_exists`. */
  receive(request: ReceivedRequest): Promise<string>;
  hold(wanted: WantedHold): Promise<Hold>;
}

export const webRightsApi: RightsApi = {
  async receive(request) {
    return (await said(api.POST('/api/requests', { body: request }))).id;
  },
  async hold(wanted) {
    return said(api.POST('/api/holds', { body: wanted }));
  },
};
