/** Security events. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { SecurityEventOut } from '../../api/values';
import type { Part } from '../../data/pages.svelte';

export type SecurityEvent = Schema['SecurityEventOut'];
export const KINDS = SecurityEventOut.kind;
export const OUTCOMES = SecurityEventOut.outcome;

/** What stands in the address of the page. Empty: does not restrict. */
export interface EventFilter {
  from: string;
  to: string;
  staff: string;
  kind: SecurityEvent['kind'] | '';
  outcome: SecurityEvent['outcome'] | '';
}

export interface SecurityEventsApi {
  /** Newest first. */
  events(filter: EventFilter, after: string | null): Promise<Part<SecurityEvent>>;
}

const PAGE = 50;

export const webSecurityEventsApi: SecurityEventsApi = {
  async events({ from, to, staff, kind, outcome }, after) {
    const query = {
      limit: PAGE,
      ...(from && { from }),
      ...(to && { to }),
      ...(staff && { staff }),
      ...(kind && { kind }),
      ...(outcome && { outcome }),
      ...(after !== null && { cursor: after }),
    };
    const found = await said(api.GET('/api/security-events', { params: { query } }));
    return { rows: found.events, after: found.next_cursor };
  },
};
