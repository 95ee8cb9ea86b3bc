/** Requests of persons about their data. The look at one is written down by the server, the list is not. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Part } from '../../data/pages.svelte';

export type PersonRequest = Schema['RequestOut'];
export type RequestDetails = Schema['RequestDetails'];
export type RequestState = PersonRequest['state'];
export type RequestKind = PersonRequest['kind'];
export type Step = Schema['StepIn']['action'];
export type Act = Step | 'approve';
export type DocumentKind = 'json' | 'pdf' | 'looks' | 'recordings';

export const SORTS = ['-received', 'received', '-due', 'due'] as const;

export interface RequestFilter {
  /** `open`: those to be answered; `every`: all. */
  state: RequestState | 'open' | 'every';
  /** Empty: every kind. */
  kind: RequestKind | '';
  /** `-`: the latest first. */
  sort: (typeof SORTS)[number];
}

export interface RequestsApi {
  /** In order, without whose they are. */
  list(filter: RequestFilter, after: string | null): Promise<Part<PersonRequest>>;
  view(id: string): Promise<RequestDetails>;
  /** On the version that was read. Raises ApiError: `stale_version`, `four_eyes_needed`, `request_step_refused`. */
  act(request: RequestDetails, act: Act, note: string | null): Promise<RequestDetails>;
  /** A document for the person; it becomes a step of the request. */
  document(id: string, kind: DocumentKind): Promise<Blob>;
}

const PAGE = 50;
const DOCUMENT_MS = 120_000;

/** Everything that is kept of somebody is gathered for it. */
function patiently(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.timeout(DOCUMENT_MS) });
}

export const webRequestsApi: RequestsApi = {
  async list({ state, kind, sort }, after) {
    const query = {
      limit: PAGE,
      sort,
      ...(after !== null && { after }),
      ...(kind && { kind }),
      ...(state === 'open' ? { is_open: true } : state === 'every' ? {} : { state }),
    };
    const found = await said(api.GET('/api/requests', { params: { query } }));
    return { rows: found.requests, after: found.next_cursor };
  },
  async view(id) {
    return said(api.GET('/api/requests/{request_id}', { params: { path: { request_id: id } } }));
  },
  async act({ id, version }, act, note) {
    const params = { path: { request_id: id }, header: { 'If-Match': `"${version}"` } };
    if (act === 'approve') return said(api.POST('/api/requests/{request_id}/approve', { params, body: { note } }));
    return said(api.POST('/api/requests/{request_id}/steps', { params, body: { action: act, note } }));
  },
  async document(id, kind) {
    const options = { params: { path: { request_id: id } }, parseAs: 'blob' as const, fetch: patiently };
    const answer =
      kind === 'json'
        ? await api.GET('/api/requests/{request_id}/export.json', options)
        : kind === 'pdf'
          ? await api.GET('/api/requests/{request_id}/export.pdf', options)
          : kind === 'looks'
            ? await api.GET('/api/requests/{request_id}/looks.pdf', options)
            : await api.GET('/api/requests/{request_id}/recordings.zip', options);
    return answer.data as unknown as Blob;
  },
};
