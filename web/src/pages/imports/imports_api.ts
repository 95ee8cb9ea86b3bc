/** Imports from the office system. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { isProposal } from '../../api/proposal';
import type { Part } from '../../data/pages.svelte';

export type ImportRun = Schema['ImportOut'];
export type ImportState = ImportRun['state'];
/** Of the rows of one kind of file. `moved`: persons who came from another office; `elsewhere`: left to another one. */
export type Counts = Schema['EntityCounts'];
export type ImportReject = Schema['RejectOut'];
export type ImportRepair = Schema['RepairOut'];

export interface ImportsApi {
  /** Newest first. `office`: empty for all that may be seen. */
  list(office: string, after: string | null): Promise<Part<ImportRun>>;
  one(id: string): Promise<ImportRun>;
  /** Every delivered extract that waits, of the offices that one may ask for. */
  begin(): Promise<ImportRun[]>;
  /** An extract as one ZIP file. */
  upload(file: Blob): Promise<ImportRun>;
  /** Lets a quarantined one through; null: it waits for a second person. */
  confirm(id: string): Promise<ImportRun | null>;
  /** Does not let a quarantined one through. */
  refuse(id: string): Promise<ImportRun>;
  /** All rejects as a file for a spreadsheet. */
  rejectsFile(id: string): Promise<Blob>;
  rejects(id: string, after: string | null): Promise<Part<ImportReject>>;
  repairs(id: string, after: string | null): Promise<Part<ImportRepair>>;
}

/** Who asked for an import at night. */
export const NOBODY = 'system';
const RUNS = 50;
const LINES = 100;
const UPLOAD_MS = 600_000;

/** A whole extract takes its time on a slow line. */
function patiently(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.timeout(UPLOAD_MS) });
}

/** Parts of a report say where they end; a short one is the last. */
function partOf<Row extends { place: number }>(rows: Row[]): Part<Row> {
  const last = rows.at(-1);
  return { rows, after: last === undefined || rows.length < LINES ? null : String(last.place) };
}

function part(id: string, after: string | null) {
  return { params: { path: { run_id: id }, query: { limit: LINES, ...(after !== null && { after: Number(after) }) } } };
}

export const webImportsApi: ImportsApi = {
  async list(office, after) {
    const query = { limit: RUNS, ...(after !== null && { cursor: after }), ...(office && { office }) };
    const found = await said(api.GET('/api/imports', { params: { query } }));
    return { rows: found.imports, after: found.next_cursor };
  },
  async one(id) {
    return said(api.GET('/api/imports/{run_id}', { params: { path: { run_id: id } } }));
  },
  async begin() {
    return said(api.POST('/api/imports', { body: {} }));
  },
  async upload(file) {
    // The description of the web service knows a file as text.
    const body = file as unknown as string;
    const headers = { 'Content-Type': 'application/octet-stream' };
    const bodySerializer = (content: unknown) => content;
    return said(api.POST('/api/imports/upload', { body, headers, bodySerializer, fetch: patiently }));
  },
  async confirm(id) {
    const answer = await said(api.POST('/api/imports/{run_id}/confirm', { params: { path: { run_id: id } } }));
    return isProposal(answer) ? null : answer;
  },
  async refuse(id) {
    return said(api.POST('/api/imports/{run_id}/refuse', { params: { path: { run_id: id } } }));
  },
  async rejectsFile(id) {
    const { data } = await api.GET('/api/imports/{run_id}/rejects/file', { params: { path: { run_id: id } }, parseAs: 'blob' });
    return data as unknown as Blob;
  },
  async rejects(id, after) {
    return partOf((await said(api.GET('/api/imports/{run_id}/rejects', part(id, after)))).rejects);
  },
  async repairs(id, after) {
    return partOf((await said(api.GET('/api/imports/{run_id}/repairs', part(id, after)))).repairs);
  },
};
