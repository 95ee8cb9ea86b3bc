/** What pages ask of the web service about clients. Failures are ApiErrors; each look is written down by the server. */
import { api, said, type Schema } from '../api/client';

/** Days are days in Warsaw, moments are UTC, sums are in grosze. A group that may not be seen is null. */
export type ClientView = Schema['ClientCard'];
export type FieldGroup = ClientView['groups'][number];
export type ClientFound = Schema['FoundClient'];
/** Whom somebody looks for; what is left out does not restrict. */
export type ClientSearch = Partial<Omit<Schema['ClientSearch'], 'limit'>>;
/** Why somebody looks at a client with whom no call, call-back or message connects them now. */
export type ViewIn = Schema['LookIn'];
export type Gmina = Schema['GminaOut'];
export type Contact = Schema['Contact'];
export type CorrectionIn = Schema['CorrectionIn'];
export type CorrectedField = CorrectionIn['field'];

export interface FoundPage {
  clients: ClientFound[];
  /** Leads to the next page; null on the last. */
  after: string | null;
}

export interface ContactPage {
  contacts: Contact[];
  after: string | null;
}

export interface ClientApi {
  /** By what the person says of themselves: in the body, never in an address. */
  find(wanted: ClientSearch): Promise<FoundPage>;
  /** Raises ApiError: `reason_needed` where no call or task connects the account with the client. */
  view(client: string, why: ViewIn): Promise<ClientView>;
  /** `callId`: the own call for which it is needed. */
  history(client: string, after: string | null, callId: string | null): Promise<ContactPage>;
  /** `version`: of the card that was read. */
  correct(client: string, version: number, correction: CorrectionIn): Promise<void>;
  /** Those that can be chosen. */
  gminas(): Promise<Gmina[]>;
}

const PAGE = 20;

function pageOf(history: Schema['HistoryPage']): ContactPage {
  return { contacts: history.contacts, after: history.next_cursor };
}

export const webClientApi: ClientApi = {
  async find(wanted) {
    const found = await said(api.POST('/api/clients/search', { body: { ...wanted, limit: PAGE } }));
    return { clients: found.clients, after: found.next_cursor };
  },
  async view(client, why) {
    return said(api.POST('/api/clients/{client_id}/view', { params: { path: { client_id: client } }, body: why }));
  },
  async history(client, after, callId) {
    const query = { limit: PAGE, ...(after !== null && { after }), ...(callId !== null && { call_id: callId }) };
    return pageOf(await said(api.GET('/api/clients/{client_id}/history', { params: { path: { client_id: client }, query } })));
  },
  async correct(client, version, correction) {
    const params = { path: { client_id: client }, header: { 'If-Match': `"${version}"` } };
    await said(api.POST('/api/clients/{client_id}/corrections', { params, body: correction }));
  },
  async gminas() {
    return said(api.GET('/api/gminas'));
  },
};
