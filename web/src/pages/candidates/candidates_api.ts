/** Candidates among the registered. Failures are ApiErrors; everybody who is shown is written down by the server. */
import { api, said, type Schema } from '../../api/client';

export type Candidate = Schema['FoundCandidate'];
export type CandidateSearch = Omit<Schema['CandidateSearchIn'], 'limit' | 'offset'>;
export type Gmina = Schema['GminaOut'];

export interface FoundCandidates {
  candidates: Candidate[];
  /** At most `LOOKED_THROUGH`, which means that many or more. */
  total: number;
}

export interface CandidatesApi {
  /** Raises ApiError: `too_many_looks` beyond the ceiling of the day. */
  search(wanted: CandidateSearch, offset: number): Promise<FoundCandidates>;
  gminas(): Promise<Gmina[]>;
  /** What the offer is, for the heading. */
  offer(id: string): Promise<string>;
}

export const PAGE = 20;
export const LOOKED_THROUGH = 500;

export const webCandidatesApi: CandidatesApi = {
  search: (wanted, offset) => said(api.POST('/api/candidates/search', { body: { ...wanted, offset, limit: PAGE } })),
  gminas: () => said(api.GET('/api/gminas')),
  async offer(id) {
    const found = await said(api.GET('/api/offers/{offer_id}', { params: { path: { offer_id: id } } }));
    return `${found.position}, ${found.town}`;
  },
};
