/** Institutions that give trainings. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Institution = Schema['InstitutionOut'];
export type InstitutionIn = Schema['InstitutionIn'];

export interface InstitutionsApi {
  list(words: string): Promise<Institution[]>;
  /** A new one has version 0. Raises ApiError: `settings_refused`, `stale_version`. */
  save(id: string, institution: InstitutionIn, version: number): Promise<Institution>;
}

const MOST = 500;

export const webInstitutionsApi: InstitutionsApi = {
  list: async (q) => (await said(api.GET('/api/training-institutions', { params: { query: { q, limit: MOST } } }))).institutions,
  save: (id, body, version) =>
    said(api.PUT('/api/training-institutions/{institution_id}', { params: { path: { institution_id: id }, header: { 'If-Match': `"${version}"` } }, body })),
};
