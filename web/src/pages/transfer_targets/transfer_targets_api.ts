/** Institutions outside of the centre. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { onVersion, type ThingsApi } from '../../things/things_api';

export type Institution = Schema['TargetOut'];
export type InstitutionSent = Required<Schema['TargetIn']>;

export interface InstitutionsApi extends ThingsApi<Institution, InstitutionSent> {
  /** The dialled numbers that are answered. */
  lines(): Promise<string[]>;
}

const of = (id: string) => ({ params: { path: { target_id: id } } });

export const webInstitutionsApi: InstitutionsApi = {
  all: () => said(api.GET('/api/transfer-targets', { params: { query: { deactivated: true } } })),
  save: (id, { number, ...sent }, version) =>
    said(
      api.PUT('/api/transfer-targets/{target_id}', {
        params: { path: { target_id: id }, header: onVersion(version) },
        body: { ...sent, number: number.replace(/\D/g, '') },
      }),
    ),
  close: (id) => said(api.POST('/api/transfer-targets/{target_id}/deactivate', of(id))),
  restore: (id) => said(api.POST('/api/transfer-targets/{target_id}/restore', of(id))),
  lines: async () => (await said(api.GET('/api/numbers'))).map(({ number }) => number),
};
