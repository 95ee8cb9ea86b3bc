/** The words by which consents are asked. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Texts = Schema['ConsentTextsOut'];
export type ConsentText = Texts['texts'][number];
export type WantedText = Schema['ConsentTextIn'];

export interface TextsApi {
  all(): Promise<Texts>;
  /** On the version that was read. Raises ApiError `stale_version`. */
  plan(version: number, wanted: WantedText): Promise<Texts>;
}

export const webTextsApi: TextsApi = {
  all: () => said(api.GET('/api/consent-texts')),
  plan: (version, body) => said(api.POST('/api/consent-texts', { params: { header: { 'If-Match': `"${version}"` } }, body })),
};
