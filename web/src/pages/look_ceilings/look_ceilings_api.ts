/** At how many clients one account may look on a day. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Ceilings = Schema['LookCeilingsOut'];
export type Ceiling = Ceilings['rules'][number];
export type WantedCeiling = Schema['LookCeilingIn'];

export interface CeilingsApi {
  all(): Promise<Ceilings>;
  /** On the version that was read. Raises ApiError `stale_version`. */
  plan(version: number, wanted: WantedCeiling): Promise<Ceilings>;
}

export const webCeilingsApi: CeilingsApi = {
  all: () => said(api.GET('/api/look-ceilings')),
  plan: (version, body) => said(api.POST('/api/look-ceilings', { params: { header: { 'If-Match': `"${version}"` } }, body })),
};
