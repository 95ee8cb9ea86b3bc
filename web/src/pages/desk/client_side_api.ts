/** What the desk asks about the caller of the call at hand, and where what is written down goes. */
import { ApiError, api, said, type Schema } from '../../api/client';
import { webClientApi, type ClientApi } from '../../client_card/client_api';

/** The card of the caller at hand; null where nobody knows who calls. */
export type DeskClient = Schema['DeskClientOut'];
/** What a consultant writes down of a call: saved as typed. */
export type EntryFields = Omit<Schema['EntryOut'], 'version' | 'is_exported'>;

export interface SavedEntry {
  fields: EntryFields;
  /** Of this version; the next change says that it is based on it. */
  etag: string;
}

/** What of the job market fits the caller, and where the office has sent the caller. */
export type Matches = Schema['MatchesFound'];

export interface ClientSideApi extends ClientApi {
  /** Each look is written down by the server. */
  matches(client: string, call: string): Promise<Matches>;
  /** The caller of the offer or conversation at hand. */
  caller(): Promise<DeskClient>;
  /** What stands there of this consultant's call with the client; null: nothing yet. */
  entry(client: string, call: string): Promise<SavedEntry | null>;
  /** Raises ApiError: status 412 when what stands there is not what `etag` says (null: nothing). */
  save(client: string, call: string, fields: EntryFields, etag: string | null): Promise<SavedEntry>;
}

const NOTHING_YET = '"0"';

function saved(entry: Schema['EntryOut'], response: Response): SavedEntry {
  const { note, topic, outcome, is_ninety_day, evidence } = entry;
  return {
    fields: { note, topic, outcome, is_ninety_day, evidence },
    etag: response.headers.get('ETag') ?? `"${entry.version}"`,
  };
}

export const webClientSideApi: ClientSideApi = {
  ...webClientApi,
  async caller() {
    return said(api.GET('/api/desk/client'));
  },
  matches: (client, call) => said(api.POST('/api/clients/{client_id}/matches', { params: { path: { client_id: client } }, body: { call_id: call } })),
  async entry(client, call) {
    const path = { client_id: client, call_id: call };
    const { data, response } = await api.GET('/api/clients/{client_id}/contacts/{call_id}', { params: { path } });
    return data === undefined || data.version === 0 ? null : saved(data, response);
  },
  async save(client, call, fields, etag) {
    const params = { path: { client_id: client, call_id: call }, header: { 'If-Match': etag ?? NOTHING_YET } };
    const { data, response } = await api.PUT('/api/clients/{client_id}/contacts/{call_id}', { params, body: fields });
    if (data === undefined) throw new ApiError('unreadable', '');
    return saved(data, response);
  },
};
