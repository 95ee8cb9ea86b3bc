/** What the board asks of the web service besides the live state. Failures are ApiErrors. */
import { api, said } from '../api/client';
import type { StateWish } from './may';

export interface Named {
  id: string;
  name: string;
}

/** The rule of a queue about help of other offices, and who helps now by it. */
export interface Overflow {
  /** May calls of this queue go to other offices at all? */
  isOn: boolean;
  /** Helping office → why, in Polish. */
  reasons: ReadonlyMap<string, string>;
}

export interface BoardApi {
  agents(): Promise<Named[]>;
  overflows(): Promise<Map<string, Overflow>>;
  pauseReasons(): Promise<Named[]>;
  wish(agent: string, wish: StateWish, reason: string | null): Promise<void>;
}

export const webBoardApi: BoardApi = {
  async agents() {
    const found = await said(api.GET('/api/agents'));
    return found.map(({ id, display_name }) => ({ id, name: display_name }));
  },
  async overflows() {
    const found = await said(api.GET('/api/queues'));
    return new Map(
      found.map(({ office, policy, now }): [string, Overflow] => [
        office,
        {
          isOn: (policy.neighbours ?? []).length > 0 && !policy.is_closed,
          reasons: new Map((now?.helped_by ?? []).map(({ lender, reason }) => [lender, reason])),
        },
      ]),
    );
  },
  async pauseReasons() {
    const found = await said(api.GET('/api/pause-reasons'));
    return found.map(({ code, name }) => ({ id: code, name }));
  },
  async wish(agent, wish, reason) {
    await said(
      api.POST('/api/agents/{agent_id}/state', {
        params: { path: { agent_id: agent } },
        body: { wish, pause_reason: reason },
      }),
    );
  },
};
