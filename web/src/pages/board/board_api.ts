/** What the board asks of the web service besides the live state. Failures are ApiErrors. */
import { api, said } from '../../api/client';
import type { StateWish } from './may';

export interface Named {
  id: string;
  name: string;
}

/** The rule of a queue about help of other offices. */
export interface Overflow {
  /** May calls of this queue go to other offices at all? */
  isOn: boolean;
  /** To which. */
  neighbours: readonly string[];
}

/** How much a consultant has done today. */
export interface Load {
  /** Conversations. */
  talks: number | null;
  /** Percent of the time at work. */
  occupancy: number | null;
}

export interface BoardApi {
  agents(): Promise<Named[]>;
  overflows(): Promise<Map<string, Overflow>>;
  pauseReasons(): Promise<Named[]>;
  /** By consultant; each look is written into the audit log. `day`: 2026-11-27. */
  loads(day: string, offices: readonly string[]): Promise<Map<string, Load>>;
  wish(agent: string, wish: StateWish, reason: string | null): Promise<void>;
}

const OF_AGENTS = {
  report: 'consultants',
  by: 'agent' as const,
  columns: ['talks', 'occupancy'],
  compare: 'none' as const,
  topics: [],
  numbers: [],
  languages: [],
  scenarios: [],
  agents: [],
};

export const webBoardApi: BoardApi = {
  async agents() {
    const found = await said(api.GET('/api/agents'));
    return found.map(({ id, display_name }) => ({ id, name: display_name }));
  },
  async overflows() {
    const found = await said(api.GET('/api/queues'));
    return new Map(
      found.map(({ office, policy }): [string, Overflow] => {
        const neighbours = policy.neighbours ?? [];
        return [office, { isOn: neighbours.length > 0 && !policy.is_closed, neighbours }];
      }),
    );
  },
  async pauseReasons() {
    const found = await said(api.GET('/api/pause-reasons'));
    return found.map(({ code, name }) => ({ id: code, name }));
  },
  async loads(day, offices) {
    const found = await said(api.POST('/api/reports/run', { body: { ...OF_AGENTS, from: day, to: day, offices: [...offices] } }));
    return new Map(found.lines.map(({ key, cells }): [string, Load] => [key, { talks: cells[0]?.value ?? null, occupancy: cells[1]?.value ?? null }]));
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
