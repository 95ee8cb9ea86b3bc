/** Acts that take two persons. Failures are ApiErrors. */
import { api, ApiError, said, type Schema } from '../../api/client';
import type { Proposal } from '../../api/proposal';

export type { Proposal };
export type Waiting = Schema['WaitingProposals'];
export type ProposedAnswer = Schema['ProposedAnswer'];

export interface SecondPersonApi {
  /** What waits for the one who asks, and what that person has proposed. */
  waiting(): Promise<Waiting>;
  /** It is carried out at once; a state `failed` says why that is not possible any more. */
  confirm(id: string): Promise<Proposal>;
  /** Whoever has proposed it takes it back so. */
  refuse(id: string, reason: string): Promise<Proposal>;
  /** What callers would hear. */
  sound(id: string): Promise<Blob>;
  /** The same in words, of rates. */
  answers(id: string): Promise<Schema['ProposedAnswers']>;
}

const SOUND_MS = 60_000; // to be spoken

function patiently(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(SOUND_MS)]) });
}

export const webSecondPersonApi: SecondPersonApi = {
  waiting: () => said(api.GET('/api/proposals')),
  confirm: (id) => said(api.POST('/api/proposals/{proposal_id}/confirm', { params: { path: { proposal_id: id } } })),
  refuse: (id, reason) => said(api.POST('/api/proposals/{proposal_id}/refuse', { params: { path: { proposal_id: id } }, body: { reason } })),
  async sound(id) {
    const params = { path: { proposal_id: id } };
    const { data } = await api.GET('/api/proposals/{proposal_id}/sound', { params, parseAs: 'blob', fetch: patiently });
    if (data === undefined) throw new ApiError('unreadable', '');
    return data as unknown as Blob;
  },
  answers: (id) => said(api.GET('/api/proposals/{proposal_id}/answers', { params: { path: { proposal_id: id } } })),
};
