/** Matters: what people have written to the office. Failures are ApiErrors; each look at what was written is written down by the server. */
import { api, said, type Schema } from '../api/client';
import type { Part } from '../data/pages.svelte';

export type Matter = Schema['Matter'];
export type MatterDetail = Schema['MatterDetail'];
export type MatterMessage = Schema['MatterMessage'];
export type MatterState = Matter['state'];
export type MatterStep = Schema['MatterStepIn'];

export interface MattersApi {
  list(state: MatterState | null, after: string | null): Promise<Part<Matter>>;
  view(id: string): Promise<MatterDetail>;
  /** Goes in ten seconds. Raises ApiError: `matter_refused`, `stale_version`. */
  answer(matter: MatterDetail, text: string): Promise<MatterDetail>;
  /** Raises ApiError: `matter_refused`, `stale_version`. */
  step(matter: MatterDetail, step: MatterStep): Promise<MatterDetail>;
  /** For the day. Raises ApiError: `work_taken` with who has it. */
  take(id: string): Promise<void>;
  giveBack(id: string): Promise<void>;
}

const PAGE = 50;
const read = (matter: MatterDetail) => ({ path: { matter_id: matter.id }, header: { 'If-Match': `"${matter.version}"` } });
const work = (id: string) => ({ params: { path: { work_kind: 'matter' as const, work_id: id } } });

export const fileOf = (matter: string, file: string): string => `/api/matters/${encodeURIComponent(matter)}/files/${encodeURIComponent(file)}`;
export const mailOf = (matter: string, message: string): string => `/api/matters/${encodeURIComponent(matter)}/messages/${encodeURIComponent(message)}/mail`;

export const webMattersApi: MattersApi = {
  async list(state, after) {
    const query = { limit: PAGE, ...(state !== null && { state }), ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/matters', { params: { query } }));
    return { rows: [...found.matters], after: found.next_cursor };
  },
  view: (id) => said(api.GET('/api/matters/{matter_id}', { params: { path: { matter_id: id } } })),
  answer: (matter, text) => said(api.POST('/api/matters/{matter_id}/answers', { params: read(matter), body: { text } })),
  step: (matter, step) => said(api.POST('/api/matters/{matter_id}/steps', { params: read(matter), body: step })),
  async take(id) {
    await said(api.POST('/api/todo/{work_kind}/{work_id}/take', work(id)));
  },
  async giveBack(id) {
    await said(api.POST('/api/todo/{work_kind}/{work_id}/give-back', work(id)));
  },
};
