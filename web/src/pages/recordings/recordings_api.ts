/** Recordings of conversations. Listening, downloading and looking at whose one is are written down by the server. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Person } from '../../data/handed_over';
import type { Part } from '../../data/pages.svelte';

export type Recording = Schema['RecordingSummary'];
export type RecordingDetail = Schema['RecordingDetail'];
export type Mark = Schema['MarkOut'];
export type Listening = Schema['ListeningOut'];
export type Peaks = Schema['WaveformOut'];
export type Ended = Schema['EndedOut'];
export type Alarm = Schema['AlarmOut'];
export type Rule = Schema['RecordingRuleOut'];
export type Rules = Schema['RecordingRulesOut'];
export type WantedRule = Schema['RecordingRuleIn'];
export type RecordingState = Recording['state'];
export type Mode = NonNullable<Recording['mode']>;
export type AlarmKind = Alarm['kind'];
/** What ends a recording: the caller's consent is taken back, or the office orders it. */
export type Ending = 'withdraw' | 'destroy';

/** Empty: every one. */
export interface RecordingFilter {
  from: string;
  to: string;
  office: string;
  agent: string;
  topic: string;
  call: string;
  state: RecordingState | '';
  mode: Mode | '';
  /** Seconds, as they were typed. */
  least: string;
  alarm: AlarmKind | 'any' | '';
}

/** Whose recordings are wanted: it stands in no address. */
export interface Whose {
  number: string;
  /** Who is verified as this client. */
  client: Person | null;
}

export interface Consultant {
  id: string;
  name: string;
}

export interface RecordingsApi {
  /** Newest first, without whose they are. */
  list(filter: RecordingFilter, whose: Whose, after: string | null): Promise<Part<Recording>>;
  /** By whom they may be narrowed; none for who may not see them. */
  consultants(): Promise<readonly Consultant[]>;
  /** Raises ApiError `not_found`. */
  view(id: string): Promise<RecordingDetail>;
  /** Opens it for ten minutes. Raises ApiError: `recording_gone`, `recording_not_ready`, and what is wrong with its file. */
  listen(id: string, reason: string): Promise<Listening>;
  peaks(id: string): Promise<Peaks>;
  download(id: string, reason: string): Promise<Blob>;
  /** For good. Raises ApiError: `recording_held`, `no_consent_to_withdraw`, `recording_gone`. */
  end(id: string, ending: Ending, reason: string): Promise<Ended>;
  alarms(isOpen: boolean | null, after: string | null): Promise<Part<Alarm>>;
  close(id: string): Promise<Alarm>;
  rules(): Promise<Rules>;
  /** On the version that was read. Raises ApiError `stale_version`. */
  plan(version: number, rule: WantedRule): Promise<Rules>;
}

const PAGE = 50;
const DOWNLOAD_MS = 300_000;

function patiently(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
}

/** Where the player reads the sound from, piece by piece. */
export function soundAddress(id: string): string {
  return `/api/recordings/${encodeURIComponent(id)}/audio`;
}

const path = (id: string) => ({ params: { path: { recording_id: id } } });

export const webRecordingsApi: RecordingsApi = {
  async list(filter, whose, after) {
    const { from, to, office, agent, topic, call, state, mode, least, alarm } = filter;
    const body: Schema['RecordingSearch'] = {
      limit: PAGE,
      ...(after !== null && { cursor: after }),
      ...(from && { from }),
      ...(to && { to }),
      ...(office && { office }),
      ...(agent && { agent }),
      ...(topic && { topic }),
      ...(call && { call_id: call }),
      ...(state && { state }),
      ...(mode && { mode }),
      ...(least && { min_seconds: Number(least) }),
      ...(alarm && { alarm }),
      ...(whose.number && { caller_number: whose.number }),
      ...(whose.client && { client_id: whose.client.id }),
    };
    const found = await said(api.POST('/api/recordings/search', { body }));
    return { rows: found.recordings, after: found.next_cursor };
  },
  async consultants() {
    const found = await said(api.GET('/api/agents'));
    return found.map(({ id, display_name }) => ({ id, name: display_name }));
  },
  async view(id) {
    return said(api.GET('/api/recordings/{recording_id}', path(id)));
  },
  async listen(id, reason) {
    return said(api.POST('/api/recordings/{recording_id}/listen', { ...path(id), body: { reason } }));
  },
  async peaks(id) {
    return said(api.GET('/api/recordings/{recording_id}/waveform', path(id)));
  },
  async download(id, reason) {
    const options = { ...path(id), body: { reason }, parseAs: 'blob' as const, fetch: patiently };
    const answer = await api.POST('/api/recordings/{recording_id}/download', options);
    return answer.data as unknown as Blob;
  },
  async end(id, ending, reason) {
    const options = { ...path(id), body: { reason } };
    return ending === 'withdraw'
      ? said(api.POST('/api/recordings/{recording_id}/withdraw', options))
      : said(api.POST('/api/recordings/{recording_id}/destroy', options));
  },
  async alarms(isOpen, after) {
    const query = { limit: PAGE, ...(after !== null && { cursor: after }), ...(isOpen !== null && { open: isOpen }) };
    const found = await said(api.GET('/api/recordings/alarms', { params: { query } }));
    return { rows: found.alarms, after: found.next_cursor };
  },
  async close(id) {
    return said(api.POST('/api/recordings/alarms/{alarm_id}/close', { params: { path: { alarm_id: id } } }));
  },
  async rules() {
    return said(api.GET('/api/recordings/rules'));
  },
  async plan(version, rule) {
    return said(api.POST('/api/recordings/rules', { params: { header: { 'If-Match': `"${version}"` } }, body: rule }));
  },
};
