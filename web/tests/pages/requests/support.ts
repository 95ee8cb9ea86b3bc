import type { RequestDetails } from '../../../src/pages/requests/requests_api';

type Action = RequestDetails['steps'][number]['action'];

/** An erasure that was received, or what it is changed into. */
export function requestOf(change: Partial<RequestDetails> = {}, actions: Action[] = ['receive']): RequestDetails {
  return {
    id: 'request-1',
    office: '20060',
    client_id: 'client-anna',
    kind: 'erasure',
    state: 'received',
    initials: 'A. N.',
    reference: 'KP.1.2026',
    received_on: '2026-11-20',
    due_on: '2026-12-20',
    received_at: '2026-11-20T09:00:00Z',
    received_by: 'kierownik-20060',
    approved_by: null,
    closed_at: null,
    outcome_pl: null,
    waits_for: null,
    kept: null,
    version: 1,
    others: [],
    person: { first_name: 'Anna', last_name: 'Nowak', birth_date: '1985-03-09', ext_id: null, is_restricted: false },
    steps: actions.map((action, place) => ({
      number: place + 1,
      at: '2026-11-20T09:00:00Z',
      account: 'kierownik-20060',
      action,
      note: null,
    })),
    ...change,
  };
}
