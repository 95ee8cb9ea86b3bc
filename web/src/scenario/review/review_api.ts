/** From a draft to the line, as the pages ask for it. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { CanaryWish } from '../canary/canary_api';

export type Draft = Schema['DraftOut'];
export type History = Schema['ScenarioHistory'];
export type VersionRow = Schema['VersionOut'];
export type Difference = Schema['DifferenceOut'];
export type Comment = Schema['CommentRow'];
export type Step = Schema['StepTaken'];
export type Present = Schema['Present'];
export type DraftAct = 'review' | 'withdraw' | 'return' | 'approve' | 'discard';

export interface ReviewApi {
  /** Raises ApiError: `stale_draft`, `scenario_refused` with a sentence for each fault, `second_person_needed`. */
  step(name: string, act: DraftAct, revision: number, reason: string): Promise<Draft>;
  /** `at` null: at once; `canary` null: for all calls. Raises ApiError, `scenario_refused` among them. */
  publish(name: string, revision: number, at: string | null, reason: string, canary: CanaryWish | null): Promise<VersionRow>;
  /** The same content, which knows of the version `basedOn` now. */
  rebase(draft: Draft, basedOn: number): Promise<Draft>;
  /** null: the draft. */
  difference(name: string, before: number | null, after: number | null): Promise<Difference>;
  /** The latest first. */
  steps(name: string): Promise<Step[]>;
  rollBack(name: string, version: number, reason: string): Promise<VersionRow>;
  cancel(name: string, version: number, reason: string): Promise<VersionRow>;
  /** The earliest first. `version` null: of the open draft. */
  comments(name: string, version: number | null): Promise<Comment[]>;
  comment(name: string, node: string | null, text: string): Promise<Comment>;
  settle(name: string, comment: string): Promise<Comment>;
  /** Says that one is here, and answers who else is. */
  here(name: string, node: string | null): Promise<Present[]>;
}

const of = (name: string) => ({ params: { path: { name } } });

const STEPS = {
  review: '/api/scenarios/{name}/draft/review',
  withdraw: '/api/scenarios/{name}/draft/withdraw',
  return: '/api/scenarios/{name}/draft/return',
  approve: '/api/scenarios/{name}/draft/approve',
  discard: '/api/scenarios/{name}/draft/discard',
} as const;

export const webReviewApi: ReviewApi = {
  step: (name, act, revision, reason) => said(api.POST(STEPS[act], { ...of(name), body: { revision, reason } })),
  publish: (name, revision, at, reason, canary) =>
    said(api.POST('/api/scenarios/{name}/draft/publish', { ...of(name), body: { revision, at, reason, canary } })),
  rebase: ({ name, revision, graph, cases, drawing }, based_on) =>
    said(api.PUT('/api/scenarios/{name}/draft', { ...of(name), body: { revision, graph, cases, drawing, based_on } })),
  difference: (name, before, after) => {
    const query = { ...(before !== null && { before }), ...(after !== null && { after }) };
    return said(api.GET('/api/scenarios/{name}/difference', { params: { path: { name }, query } }));
  },
  steps: (name) => said(api.GET('/api/scenarios/{name}/steps', of(name))),
  rollBack: (name, version, reason) => said(api.POST('/api/scenarios/{name}/rollback', { ...of(name), body: { version, reason } })),
  cancel: (name, version, reason) =>
    said(api.POST('/api/scenarios/{name}/versions/{version}/cancel', { params: { path: { name, version } }, body: { reason } })),
  comments: (name, version) =>
    said(api.GET('/api/scenarios/{name}/draft/comments', { params: { path: { name }, query: { ...(version !== null && { version }) } } })),
  comment: (name, node, text) => said(api.POST('/api/scenarios/{name}/draft/comments', { ...of(name), body: { node, text } })),
  settle: (name, comment) => said(api.POST('/api/scenarios/{name}/draft/comments/{comment}/settled', { params: { path: { name, comment } } })),
  here: (name, node) => said(api.PUT('/api/scenarios/{name}/draft/here', { ...of(name), body: { node } })),
};
