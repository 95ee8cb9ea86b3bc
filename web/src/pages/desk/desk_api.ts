/** What the desk asks of the web service. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { webConversationApi, type ConversationApi } from '../../conversation/conversation_api';

export type CallOut = Schema['CallOut'];
export type Wish = 'log_in' | 'ready' | 'pause' | 'wrap_up_done' | 'extend_wrap_up' | 'log_out';

export interface DeskApi extends ConversationApi {
  wish(agent: string, wish: Wish, pauseReason?: string): Promise<void>;
  why(agent: string): Promise<string[]>;
  /** The own ones that began that day in Warsaw, also those that were handed on, newest first; at most 200. */
  ownCalls(day: string): Promise<CallOut[]>;
}

const MOST_CALLS = 200;

export const webDeskApi: DeskApi = {
  ...webConversationApi,
  async wish(agent, wish, pauseReason) {
    const body = { wish, pause_reason: pauseReason ?? null };
    await said(api.POST('/api/agents/{agent_id}/state', { params: { path: { agent_id: agent } }, body }));
  },
  async why(agent) {
    return (await said(api.GET('/api/agents/{agent_id}/why', { params: { path: { agent_id: agent } } }))).sentences;
  },
  async ownCalls(day) {
    const query = { from: day, to: day, limit: MOST_CALLS };
    return (await said(api.GET('/api/calls', { params: { query } }))).calls;
  },
};
