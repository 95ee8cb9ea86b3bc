/** The runbook by its sections. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Title = Schema['RunbookTitle'];
export type Section = Schema['RunbookSection'];

export interface RunbookApi {
  titles(): Promise<readonly Title[]>;
  /** Raises ApiError: `not_found`. */
  section(id: string): Promise<Section>;
}

export const webRunbookApi: RunbookApi = {
  titles: async () => (await said(api.GET('/api/operation/runbook'))).sections,
  section: (id) => said(api.GET('/api/operation/runbook/{section}', { params: { path: { section: id } } })),
};
