/** Proposals of corrections. Each look at them is written down by the server. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

/** A proposal, and what the office decided. */
export type Correction = Schema['CorrectionPage']['corrections'][number];
export type CorrectionState = Correction['state'];

export interface CorrectionsApi {
  /** Newest first. `state`: null for all. */
  list(state: CorrectionState | null, after: string | null): Promise<{ rows: Correction[]; after: string | null }>;
  /** Those whose codes may stand in a proposal. */
  gminas(): Promise<Schema['GminaOut'][]>;
  decide(id: string, decision: 'accepted' | 'refused'): Promise<Correction>;
}

const PAGE = 50;

export const webCorrectionsApi: CorrectionsApi = {
  async list(state, after) {
    const query = { limit: PAGE, ...(state !== null && { state }), ...(after !== null && { after }) };
    const found = await said(api.GET('/api/corrections', { params: { query } }));
    return { rows: found.corrections, after: found.next_cursor };
  },
  async gminas() {
    return said(api.GET('/api/gminas'));
  },
  async decide(id, decision) {
    const params = { path: { correction_id: id } };
    return said(api.POST('/api/corrections/{correction_id}/decide', { params, body: { decision } }));
  },
};
