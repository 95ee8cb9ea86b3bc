/** Reasons of pauses. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { onVersion, type Kept, type ThingsApi } from '../../things/things_api';

export type PauseReason = Schema['PauseReasonOut'] & Kept;

export interface PauseReasonSent {
  name: string;
  dial_code: string | null;
  /** NaN: as before, a new one last. */
  place: number;
}

const of = (code: string) => ({ params: { path: { code } } });

export const webPauseReasonsApi: ThingsApi<PauseReason, PauseReasonSent> = {
  async all() {
    const found = await said(api.GET('/api/pause-reasons', { params: { query: { deactivated: true } } }));
    return found.map((each) => ({ ...each, id: each.code }));
  },
  save: (code, { place, ...sent }, version) =>
    said(
      api.PUT('/api/pause-reasons/{code}', {
        params: { path: { code }, header: onVersion(version) },
        body: { ...sent, place: Number.isNaN(place) ? null : place },
      }),
    ),
  close: (code) => said(api.POST('/api/pause-reasons/{code}/deactivate', of(code))),
  restore: (code) => said(api.POST('/api/pause-reasons/{code}/restore', of(code))),
};

/** Of 70 to 99, what means something else on a telephone (`acd/dial_codes.py`): recordings, and others in the conversation. */
const TAKEN = ['*76', '*77', '*78', '*79', '*80', '*81', '*82', '*83', '*84'];

/** The first code that no reason in use has; empty: there is none left. */
export function freeCode(reasons: readonly PauseReason[]): string {
  const used = new Set([...TAKEN, ...reasons.filter(({ deactivated_at }) => deactivated_at === null).map(({ dial_code }) => dial_code)]);
  for (let number = 70; number < 100; number += 1) if (!used.has(`*${number}`)) return `*${number}`;
  return '';
}
