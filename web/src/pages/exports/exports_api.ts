/** Files that tell an office what was written down: asked for, made, fetched, confirmed. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Part } from '../../data/pages.svelte';

export type Export = Schema['ExportOut'];

export interface ExportsApi {
  /** Newest first; of one office, or of all own ones. `told`: are files being made now? */
  list(office: string, after: string | null, told: (isAsked: boolean) => void): Promise<Part<Export>>;
  /** Now, and not at night. */
  ask(): Promise<void>;
  /** With clients' data in it: each fetching is a look at them. */
  file(id: string): Promise<Blob>;
  /** Raises ApiError: `other_file`, the file did not arrive whole. */
  confirm(id: string, sha256: string): Promise<Export>;
  /** PEM. Raises ApiError: `not_found` until the first files were made. */
  key(): Promise<string>;
}

const PAGE = 50;
const path = (batch_id: string) => ({ path: { batch_id } });

export const webExportsApi: ExportsApi = {
  async list(office, after, told) {
    const query = { limit: PAGE, ...(office && { office }), ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/exports', { params: { query } }));
    told(found.is_asked);
    return { rows: found.exports, after: found.next_cursor };
  },
  ask: async () => void (await said(api.POST('/api/exports'))),
  async file(id) {
    const { data } = await api.GET('/api/exports/{batch_id}/file', { params: path(id), parseAs: 'blob' });
    return data as unknown as Blob;
  },
  confirm: (id, sha256) => said(api.POST('/api/exports/{batch_id}/confirm', { params: path(id), body: { sha256 } })),
  key: async () => (await said(api.GET('/api/exports/key'))).pem,
};

export const STATES = ['made', 'fetched', 'confirmed'] as const;

export function stateOf({ fetched_at, confirmed_at }: Export): (typeof STATES)[number] {
  if (confirmed_at !== null) return 'confirmed';
  return fetched_at === null ? 'made' : 'fetched';
}

/** Of a file, as `sha256sum` says it. */
export async function sumOf(file: Blob): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
