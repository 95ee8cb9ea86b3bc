/** How much each part of a match counts. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Proposal } from '../../api/proposal';

export type Rules = Schema['MatchingWeightsOut'];
export type Rule = Rules['rules'][number];
export type Weights = Schema['Weights'];
export type WantedRule = Schema['MatchingWeightsIn'];
export type Previewed = Schema['PreviewedOffer'];
export type Gmina = Schema['GminaOut'];

export interface MatchingWeightsApi {
  all(): Promise<Rules>;
  /** On the version that was read; another person confirms it. Raises ApiError: `stale_version`, `no_second_person`. */
  propose(version: number, wanted: WantedRule): Promise<Proposal>;
  /** Which offers somebody made up would be told first, now and by these weights. */
  preview(weights: Weights, occupation: string, gmina: string): Promise<Previewed[]>;
  gminas(): Promise<Gmina[]>;
}

export const webMatchingWeightsApi: MatchingWeightsApi = {
  all: () => said(api.GET('/api/matching-weights')),
  propose: (version, body) => said(api.POST('/api/matching-weights', { params: { header: { 'If-Match': `"${version}"` } }, body })),
  preview: async (weights, occupation, gmina) => (await said(api.POST('/api/matching-weights/preview', { body: { weights, occupation, gmina } }))).offers,
  gminas: () => said(api.GET('/api/gminas')),
};
