/** What can be asked of the web service in a conversation. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import { t } from '../words';

export type CallDetail = Schema['CallDetail'];
export type Step = CallDetail['timeline'][number];
export type RecordingAction = Schema['RecordingIn']['action'];

export type ColleagueMode = Schema['ColleagueIn']['mode'];
export type Targets = Schema['TargetsOut'];

/** What is to be done with somebody who is found. */
export type TargetWish = ColleagueMode | 'hand_over';
export const TARGET_WISHES: readonly TargetWish[] = ['apart', 'together', 'aside', 'hand_over'];

/** A consultant or whoever is ready at an office, or a number of the list. */
export type Called = { colleague: string } | { target: string };

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

export type ColleagueEnd = 'dismiss' | 'hand-over' | 'leave';

export interface ConversationApi {
  info(): Promise<DeskInfo>;
  hold(call: string, isHeld: boolean): Promise<void>;
  hangUp(call: string): Promise<void>;
  transfer(call: string, office: string, topic: string | null): Promise<void>;
  help(call: string, isWanted: boolean): Promise<void>;
  recording(call: string, action: RecordingAction): Promise<void>;
  /** Whom to call; those first who can be. Without a call only people. */
  targets(search: string, call: string): Promise<Targets>;
  callIn(call: string, who: Called, mode: ColleagueMode, handsOver: boolean): Promise<void>;
  moveColleague(call: string, mode: ColleagueMode): Promise<void>;
  /** `dismiss` and `hand-over` of whoever has the call; `leave` of the colleague. */
  endColleague(call: string, how: ColleagueEnd): Promise<void>;
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
  async transfer(call, office, topic) {
    await said(api.POST('/api/desk/transfer', { body: { call, office, topic } }));
  },
  async help(call, isWanted) {
    await said(api.POST('/api/desk/help', { body: { call, is_wanted: isWanted } }));
  },
  async recording(call, action) {
    await said(api.POST('/api/desk/recording', { body: { call_id: call, action } }));
  },
  async targets(search, call) {
    return said(api.GET('/api/desk/targets', { params: { query: { search, call } } }));
  },
  async callIn(call, who, mode, handsOver) {
    await said(api.POST('/api/desk/colleague', { body: { call, ...who, mode, hands_over: handsOver } }));
  },
  async moveColleague(call, mode) {
    await said(api.PUT('/api/desk/colleague', { body: { call, mode } }));
  },
  async endColleague(call, how) {
    await said(api.POST(`/api/desk/colleague/${how}`, { body: { call } }));
  },
  async call(id) {
    return said(api.GET('/api/calls/{call_id}', { params: { path: { call_id: id } } }));
  },
};
