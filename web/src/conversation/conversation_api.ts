/** What can be asked of the web service in a conversation. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import { t } from '../words';

export type CallDetail = Schema['CallDetail'];
export type Step = CallDetail['timeline'][number];
export type RecordingAction = Schema['RecordingIn']['action'];

export interface Named {
  id: string;
  name: string;
}

/** What is needed once. */
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

export interface ConversationApi {
  info(): Promise<DeskInfo>;
  hold(call: string, isHeld: boolean): Promise<void>;
  hangUp(call: string): Promise<void>;
  recording(call: string, action: RecordingAction): Promise<void>;
  /** Of the colleague who was called in. */
  leave(call: string): Promise<void>;
  /** With whose call it is; the look is written down. */
  call(id: string): Promise<CallDetail>;
}

export const webConversationApi: ConversationApi = {
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
  async hold(call, isHeld) {
    await said(api.POST('/api/desk/hold', { body: { call, is_held: isHeld } }));
  },
  async hangUp(call) {
    await said(api.POST('/api/desk/hang-up', { body: { call } }));
  },
  async recording(call, action) {
    await said(api.POST('/api/desk/recording', { body: { call_id: call, action } }));
  },
  async leave(call) {
    await said(api.POST('/api/desk/colleague/leave', { body: { call } }));
  },
  async call(id) {
    return said(api.GET('/api/calls/{call_id}', { params: { path: { call_id: id } } }));
  },
};
