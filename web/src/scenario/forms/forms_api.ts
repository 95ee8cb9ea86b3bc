/** What the forms ask for besides the scenario itself: what settings are chosen from, and how announcements sound. Failures are ApiErrors. */
import { api, ApiError, said, type Schema } from '../../api/client';

export type SpokenTime = Schema['SpokenTime'];
export type Language = 'pl' | 'en' | 'uk';
export const LANGUAGES: readonly Language[] = ['pl', 'en', 'uk'];

export interface FormsApi {
  times(): Promise<SpokenTime[]>;
  /** Institutions that may be rung. */
  targets(): Promise<{ value: string; label: string }[]>;
  /** Published scenarios. */
  scenarios(): Promise<{ value: string; label: string }[]>;
  /** As callers hear it. */
  hear(prompt: string, language: Language): Promise<Blob>;
}

const SOUND_MS = 60_000; // it may have to be spoken first
const patiently = (request: Request) => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(SOUND_MS)]) });

export const webFormsApi: FormsApi = {
  times: () => said(api.GET('/api/prompt-times')),
  targets: async () => (await said(api.GET('/api/transfer-targets'))).map(({ id, name }) => ({ value: id, label: name })),
  scenarios: async () =>
    (await said(api.GET('/api/scenarios'))).flatMap(({ name, title, in_force: inForce }) => (inForce === null ? [] : [{ value: name, label: title || name }])),
  async hear(prompt, language) {
    const params = { path: { prompt, language } };
    const { data } = await api.GET('/api/prompts/{prompt}/sound/{language}', { params, parseAs: 'blob', fetch: patiently });
    if (data === undefined) throw new ApiError('unreadable', '');
    return data as unknown as Blob;
  },
};
