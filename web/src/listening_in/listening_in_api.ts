/** Listening in; every look is written down by the server. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type ListeningNow = Schema['ListeningNow'];
export type Mode = Schema['WayOfListeningIn']['mode'];

export interface ListeningInApi {
  /** The own telephone rings. Raises ApiError `transition_refused` with a sentence. */
  begin(agent: string, reason: string, mode: Mode): Promise<void>;
  move(agent: string, mode: Mode): Promise<void>;
  takeOver(agent: string): Promise<void>;
  look(agent: string): Promise<ListeningNow>;
  end(agent: string): Promise<void>;
}

const path = (agent: string) => ({ params: { path: { agent_id: agent } } });

export const webListeningInApi: ListeningInApi = {
  async begin(agent, reason, mode) {
    await said(api.POST('/api/agents/{agent_id}/listen-in', { ...path(agent), body: { reason, mode } }));
  },
  async move(agent, mode) {
    await said(api.PUT('/api/agents/{agent_id}/listen-in', { ...path(agent), body: { mode } }));
  },
  async takeOver(agent) {
    await said(api.POST('/api/agents/{agent_id}/take-over', path(agent)));
  },
  async look(agent) {
    return said(api.GET('/api/agents/{agent_id}/listen-in', path(agent)));
  },
  async end(agent) {
    await said(api.DELETE('/api/agents/{agent_id}/listen-in', path(agent)));
  },
};
