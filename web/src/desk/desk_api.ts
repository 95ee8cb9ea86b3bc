/** What the desk asks of the web service. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import { t } from '../words';

export type CallOut = Schema['CallOut'];
export type CallDetail = Schema['CallDetail'];
export type Step = CallDetail['timeline'][number];
export type Wish = 'log_in' | 'ready' | 'pause' | 'wrap_up_done' | 'extend_wrap_up' | 'log_out';

export type RecordingAction = Schema['RecordingIn']['action'];

export interface Named {
  id: string;
  name: string;
}

/** What the page needs once. */
export interface DeskInfo {
  name: string;
  office: string;
  /** Offices to whose queues calls may be handed on. */
  offices: Named[];
  pauseReasons: Named[];
  topics: Named[];
  iceServers: RTCIceServer[];
  hasBrowserTelephone: boolean;
}

export interface DeskApi {
  info(): Promise<DeskInfo>;
  wish(agent: string, wish: Wish, pauseReason?: string): Promise<void>;
  why(agent: string): Promise<string[]>;
  hold(call: string, isHeld: boolean): Promise<void>;
  hangUp(call: string): Promise<void>;
  transfer(call: string, office: string, topic: string | null): Promise<void>;
  recording(call: string, action: RecordingAction): Promise<void>;
  /** With whose call it is; the look is written down. */
  call(id: string): Promise<CallDetail>;
  /** Those that began today in Warsaw, newest first; at most 200. */
  callsOf(agent: string, day: string): Promise<CallOut[]>;
}

const MOST_CALLS = 200;

export const webDeskApi: DeskApi = {
  async info() {
    const raw = await said(api.GET('/api/desk'));
    return {
      name: raw.account.display_name,
      office: raw.account.office,
      offices: raw.offices.map(({ code, seat, is_province }) => ({ id: code, name: is_province ? t.desk.province(seat) : seat })),
      pauseReasons: raw.pause_reasons.map(({ code, name }) => ({ id: code, name })),
      topics: raw.topics.map(({ id, title }) => ({ id, name: title })),
      // Browsers refuse a name that is null.
      iceServers: raw.ice_servers.map(({ urls, username, credential }) => ({
        urls,
        ...(username && credential && { username, credential }),
      })),
      hasBrowserTelephone: raw.has_browser_telephone,
    };
  },
  async wish(agent, wish, pauseReason) {
    const body = { wish, pause_reason: pauseReason ?? null };
    await said(api.POST('/api/agents/{agent_id}/state', { params: { path: { agent_id: agent } }, body }));
  },
  async why(agent) {
    return (await said(api.GET('/api/agents/{agent_id}/why', { params: { path: { agent_id: agent } } }))).sentences;
  },
  async hold(call, isHeld) {
    await said(api.POST('/api/desk/hold', { body: { call, is_held: isHeld } }));
  },
  async hangUp(call) {
    await said(api.POST('/api/desk/hang-up', { body: { call } }));
  },
  async transfer(call, office, topic) {
    await said(api.POST('/api/desk/transfer', { body: { call, office, topic } }));
  },
  async recording(call, action) {
    await said(api.POST('/api/desk/recording', { body: { call_id: call, action } }));
  },
  async call(id) {
    return said(api.GET('/api/calls/{call_id}', { params: { path: { call_id: id } } }));
  },
  async callsOf(agent, day) {
    const query = { agent, from: day, to: day, limit: MOST_CALLS };
    return (await said(api.GET('/api/calls', { params: { query } }))).calls;
  },
};
