/** The shared evening pools, and which consultants serve them. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Serving = Schema['Serving'];

export interface Pool {
  office: string;
  name: string;
  /** Offices whose callers go there. */
  participants: readonly string[];
}

export interface Colleague {
  id: string;
  display_name: string;
  office: string;
}

export interface EveningPoolApi {
  pools(): Promise<Pool[]>;
  /** By name, the latest first; also what is over. */
  servings(office: string): Promise<Serving[]>;
  /** Those whom the account manages. */
  consultants(): Promise<Colleague[]>;
  /** Raises ApiError: `settings_refused`. */
  add(agent: string, office: string, firstDay: string, lastDay: string | null): Promise<void>;
  /** Ends with that day. */
  end(serving: Serving, lastDay: string | null): Promise<void>;
}

export const webEveningPoolApi: EveningPoolApi = {
  pools: () => said(api.GET('/api/evening-pools')),
  servings: (office) => said(api.GET('/api/served-queues/{office}', { params: { path: { office } } })),
  consultants: () => said(api.GET('/api/agents')),
  add: async (agent, office, firstDay, lastDay) =>
    void (await said(
      api.POST('/api/agents/{agent_id}/served-queues', { params: { path: { agent_id: agent } }, body: { office, first_day: firstDay, last_day: lastDay } }),
    )),
  end: async ({ agent, office, first_day }, lastDay) =>
    void (await said(
      api.PUT('/api/agents/{agent_id}/served-queues/{office}/{first_day}', {
        params: { path: { agent_id: agent, office, first_day } },
        body: { last_day: lastDay },
      }),
    )),
};
