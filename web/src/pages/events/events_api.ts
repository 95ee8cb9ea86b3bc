/** Fairs and exchanges. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Event = Schema['FairOut'];
export type EventIn = Schema['FairIn'];
export type EventKind = Schema['FairKind'];

export interface EventFilter {
  q: string;
  kind: EventKind | '';
  past: boolean;
}

export interface EventsApi {
  /** Of all offices, the next first. */
  list(wanted: EventFilter): Promise<Event[]>;
  /** A new one has version 0. Raises ApiError: `settings_refused`, `stale_version`. */
  save(id: string, event: EventIn, version: number): Promise<Event>;
  remove(event: Event): Promise<void>;
}

const MOST = 500;

export const webEventsApi: EventsApi = {
  async list({ q, kind, past }) {
    const query = { q, past, limit: MOST, ...(kind && { kind }) };
    return (await said(api.GET('/api/fairs', { params: { query } }))).fairs;
  },
  save: (id, body, version) => said(api.PUT('/api/fairs/{fair_id}', { params: { path: { fair_id: id }, header: { 'If-Match': `"${version}"` } }, body })),
  async remove({ id, version }) {
    await said(api.DELETE('/api/fairs/{fair_id}', { params: { path: { fair_id: id }, header: { 'If-Match': `"${version}"` } } }));
  },
};
