/** Whom employers would like to meet. Failures are ApiErrors; everybody who is shown is written down by the server. */
import { api, said, type Schema } from '../../api/client';

export type InterestSummary = Schema['InterestSummary'];
export type Interest = Schema['InterestOut'];
export type PersonOfInterest = Schema['PersonOfInterest'];
export type Channel = Schema['AskIn']['channel'];
export type Said = Omit<Schema['PersonAnswerIn'], 'client_id'>;

export interface InterestsApi {
  list(over: boolean): Promise<InterestSummary[]>;
  /** Raises ApiError: `too_many_looks` beyond the ceiling of the day. */
  view(id: string, offset?: number): Promise<Interest>;
  ask(id: string, client: string, channel: Channel): Promise<Interest>;
  answer(id: string, client: string, said: Said): Promise<Interest>;
  close(id: string): Promise<InterestSummary>;
}

const of = (id: string) => ({ path: { interest_id: id } });

export const webInterestsApi: InterestsApi = {
  list: async (over) => (await said(api.GET('/api/interests', { params: { query: { over } } }))).interests,
  view: (id, offset = 0) => said(api.GET('/api/interests/{interest_id}', { params: { ...of(id), query: { offset } } })),
  ask: (id, client, channel) => said(api.POST('/api/interests/{interest_id}/questions', { params: of(id), body: { client_id: client, channel } })),
  answer: (id, client, answer) => said(api.POST('/api/interests/{interest_id}/answers', { params: of(id), body: { client_id: client, ...answer } })),
  close: (id) => said(api.POST('/api/interests/{interest_id}/closing', { params: of(id) })),
};
