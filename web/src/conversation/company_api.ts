/** What can be asked of the web service of others in a conversation. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type ColleagueMode = Schema['ColleagueIn']['mode'];
export type Targets = Schema['TargetsOut'];

/** What is to be done with somebody who is found. */
export type TargetWish = ColleagueMode | 'hand_over';
export const TARGET_WISHES: readonly TargetWish[] = ['apart', 'together', 'aside', 'hand_over'];

/** A consultant or whoever is ready at an office, or a number of the list. */
export type Called = { colleague: string } | { target: string };

export interface CompanyApi {
  /** Whom to call; those first who can be. Without a call only people. */
  targets(search: string, call: string): Promise<Targets>;
  callIn(call: string, who: Called, mode: ColleagueMode, handsOver: boolean): Promise<void>;
  moveColleague(call: string, mode: ColleagueMode): Promise<void>;
  endColleague(call: string, how: 'dismiss' | 'hand-over'): Promise<void>;
  transfer(call: string, office: string, topic: string | null): Promise<void>;
  /** Of a supervisor. */
  help(call: string, isWanted: boolean): Promise<void>;
}

export const webCompanyApi: CompanyApi = {
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
  async transfer(call, office, topic) {
    await said(api.POST('/api/desk/transfer', { body: { call, office, topic } }));
  },
  async help(call, isWanted) {
    await said(api.POST('/api/desk/help', { body: { call, is_wanted: isWanted } }));
  },
};
