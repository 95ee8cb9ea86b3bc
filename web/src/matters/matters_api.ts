/** Matters: what people have written to the office. Failures are ApiErrors; each look at what was written is written down by the server. */
import { api, said, type Schema } from '../api/client';
import type { Part } from '../data/pages.svelte';

export type Matter = Schema['Matter'];
export type MatterDetail = Schema['MatterDetail'];
export type MatterMessage = Schema['MatterMessage'];
export type MatterState = Matter['state'];
export type MatterStep = Schema['MatterStepIn'];
export type Colleague = Schema['MatterColleague'];
export type Term = 'late' | 'near' | 'later';

/** Which matters; what is left out does not restrict. */
export interface WantedMatters {
  state?: MatterState;
  office?: string;
  term?: Term;
  holder?: string;
  is_held?: boolean;
  is_drafted?: boolean;
}

export type AnswerTemplate = Schema['AnswerTemplate'];

export interface MattersApi {
  list(wanted: WantedMatters, after: string | null): Promise<Part<Matter>>;
  view(id: string): Promise<MatterDetail>;
  /** What can be picked for an answer, filled for the matter. */
  templates(id: string): Promise<readonly AnswerTemplate[]>;
  /** Goes in ten seconds. Raises ApiError: `matter_refused`, `stale_version`. */
  answer(matter: MatterDetail, text: string): Promise<MatterDetail>;
  /** Raises ApiError: `matter_refused`, `stale_version`. */
  step(matter: MatterDetail, step: MatterStep): Promise<MatterDetail>;
  /** For the day. Raises ApiError: `work_taken` with who has it. */
  take(id: string): Promise<void>;
  giveBack(id: string): Promise<void>;
  /** What is typed of an answer, for the own eyes alone; empty: there is none any more. */
  keepDraft(id: string, text: string): Promise<void>;
  colleagues(id: string): Promise<readonly Colleague[]>;
  /** null: nobody has it. Raises ApiError: `matter_refused`. */
  assign(id: string, account: string | null): Promise<void>;
}

const PAGE = 50;
const read = (matter: MatterDetail) => ({ path: { matter_id: matter.id }, header: { 'If-Match': `"${matter.version}"` } });
const work = (id: string) => ({ params: { path: { work_kind: 'matter' as const, work_id: id } } });

export const fileOf = (matter: string, file: string): string => `/api/matters/${encodeURIComponent(matter)}/files/${encodeURIComponent(file)}`;
/** The list as a file for a spreadsheet. */
export const listFile = (wanted: WantedMatters): string =>
  `/api/matters/export?${new URLSearchParams(Object.entries(wanted).map(([name, value]) => [name, String(value)]))}`;
export const mailOf = (matter: string, message: string): string => `/api/matters/${encodeURIComponent(matter)}/messages/${encodeURIComponent(message)}/mail`;

export const webMattersApi: MattersApi = {
  async list(wanted, after) {
    const query = { limit: PAGE, ...wanted, ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/matters', { params: { query } }));
    return { rows: [...found.matters], after: found.next_cursor };
  },
  view: (id) => said(api.GET('/api/matters/{matter_id}', { params: { path: { matter_id: id } } })),
  async templates(id) {
    return (await said(api.GET('/api/matters/{matter_id}/templates', { params: { path: { matter_id: id } } }))).templates;
  },
  answer: (matter, text) => said(api.POST('/api/matters/{matter_id}/answers', { params: read(matter), body: { text } })),
  step: (matter, step) => said(api.POST('/api/matters/{matter_id}/steps', { params: read(matter), body: step })),
  async take(id) {
    await said(api.POST('/api/todo/{work_kind}/{work_id}/take', work(id)));
  },
  async giveBack(id) {
    await said(api.POST('/api/todo/{work_kind}/{work_id}/give-back', work(id)));
  },
  async keepDraft(id, text) {
    await said(api.PUT('/api/matters/{matter_id}/draft', { params: { path: { matter_id: id } }, body: { text } }));
  },
  async colleagues(id) {
    return (await said(api.GET('/api/matters/{matter_id}/colleagues', { params: { path: { matter_id: id } } }))).colleagues;
  },
  async assign(id, account) {
    await said(api.PUT('/api/matters/{matter_id}/holder', { params: { path: { matter_id: id } }, body: { account } }));
  },
};
