/** Imports from the office system. Failures are ApiErrors. */
import type { ImportReject, ImportRepair, ImportRun } from '../api/by_hand';
import { api, said } from '../api/client';

export type { Counts, ImportReject, ImportRepair, ImportRun, ImportState } from '../api/by_hand';

export interface Page<Row> {
  rows: Row[];
  /** Leads to the next page; null on the last. */
  after: string | null;
}

export interface ImportsApi {
  /** Newest first. `office`: empty for all that may be seen. */
  list(office: string, after: string | null): Promise<Page<ImportRun>>;
  one(id: string): Promise<ImportRun>;
  begin(office: string): Promise<ImportRun>;
  /** Lets a quarantined one through. */
  confirm(id: string): Promise<ImportRun>;
  rejects(id: string, after: string | null): Promise<Page<ImportReject>>;
  repairs(id: string, after: string | null): Promise<Page<ImportRepair>>;
}

const PAGE = 50;

function paging(after: string | null) {
  return { limit: PAGE, ...(after !== null && { after }) };
}

export const webImportsApi: ImportsApi = {
  async list(office, after) {
    const query = { ...paging(after), ...(office && { office }) };
    const found = await said(api.GET('/api/imports', { params: { query } }));
    return { rows: found.imports, after: found.next_cursor };
  },
  async one(id) {
    return said(api.GET('/api/imports/{import_id}', { params: { path: { import_id: id } } }));
  },
  async begin(office) {
    return said(api.POST('/api/imports', { body: { office } }));
  },
  async confirm(id) {
    return said(api.POST('/api/imports/{import_id}/confirm', { params: { path: { import_id: id } } }));
  },
  async rejects(id, after) {
    const params = { path: { import_id: id }, query: paging(after) };
    const found = await said(api.GET('/api/imports/{import_id}/rejects', { params }));
    return { rows: found.rejects, after: found.next_cursor };
  },
  async repairs(id, after) {
    const params = { path: { import_id: id }, query: paging(after) };
    const found = await said(api.GET('/api/imports/{import_id}/repairs', { params }));
    return { rows: found.repairs, after: found.next_cursor };
  },
};
