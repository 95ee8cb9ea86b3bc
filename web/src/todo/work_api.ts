/** Work that waits, and voice messages. Failures are ApiErrors; each look at whose it is is written down by the server. */
import { api, said, type Schema } from '../api/client';
import type { ClientView } from '../client_card/client_api';

export type Work = Schema['TodoEntry'];
export type WorkKind = Work['kind'];
export type Outcome = Schema['CloseIn']['outcome'];
export type Message = Schema['MessageDetail'];

export type ContactRequest = Schema['ContactRequestOut'];

export interface WorkApi {
  /** By deadline and age. */
  list(kind: WorkKind | null, most: number): Promise<{ rows: Work[]; hasMore: boolean }>;
  /** Raises ApiError: `work_taken` with who has it, `reason_needed` for a message of an earlier day. */
  take(work: Work, reason: string | null): Promise<void>;
  giveBack(work: Work): Promise<void>;
  /** Only a message, a call-back, a follow-up and a request to be rung are ended here. */
  close(work: Work, outcome: Outcome): Promise<void>;
  message(id: string): Promise<Message>;
  /** The card of whoever waits for another contact. */
  openFollowUp(id: string): Promise<ClientView>;
  /** What a caller wants to be rung about, and the number. */
  openContactRequest(id: string): Promise<ContactRequest>;
  /** The own telephone rings, then that of who ordered it. */
  ring(order: string): Promise<void>;
}

/** Each piece that a player asks for is of one hearing. */
export const soundOf = (message: string): string => `/api/messages/${encodeURIComponent(message)}/sound`;

/** Who has one of these stands with the thing itself. */
const ELSEWHERE = ['message', 'assessment', 'help_report', 'help_question', 'standard'] as const;
type TakenHere = Exclude<WorkKind, (typeof ELSEWHERE)[number]>;

function isTakenHere(kind: WorkKind): kind is TakenHere {
  return !ELSEWHERE.some((each) => each === kind);
}

const setMessage = (id: string, body: Schema['MessageChange']) =>
  said(api.PUT('/api/messages/{message_id}/state', { params: { path: { message_id: id } }, body }));

export const webWorkApi: WorkApi = {
  async list(kind, most) {
    const found = await said(api.GET('/api/todo', { params: { query: { limit: most, ...(kind !== null && { kind }) } } }));
    return { rows: found.entries, hasMore: found.has_more };
  },
  async take({ kind, id }, reason) {
    if (kind === 'message') await setMessage(id, { state: 'listened', reason });
    else if (isTakenHere(kind)) await said(api.POST('/api/todo/{work_kind}/{work_id}/take', { params: { path: { work_kind: kind, work_id: id } } }));
  },
  async giveBack({ kind, id }) {
    if (kind === 'message') await setMessage(id, { state: 'new' });
    else if (isTakenHere(kind)) await said(api.POST('/api/todo/{work_kind}/{work_id}/give-back', { params: { path: { work_kind: kind, work_id: id } } }));
  },
  async close({ kind, id }, outcome) {
    if (kind === 'message') await setMessage(id, { state: 'done', outcome });
    else if (kind === 'callback' || kind === 'follow_up' || kind === 'contact_request') {
      await said(api.POST('/api/todo/{work_kind}/{work_id}/close', { params: { path: { work_kind: kind, work_id: id } }, body: { outcome } }));
    }
  },
  message: (id) => said(api.GET('/api/messages/{message_id}', { params: { path: { message_id: id } } })),
  openFollowUp: (id) => said(api.POST('/api/todo/follow-ups/{work_id}/open', { params: { path: { work_id: id } } })),
  openContactRequest: (id) => said(api.POST('/api/todo/contact-requests/{work_id}/open', { params: { path: { work_id: id } } })),
  async ring(order) {
    await said(api.POST('/api/callbacks/{callback_id}/ring', { params: { path: { callback_id: order } } }));
  },
};
