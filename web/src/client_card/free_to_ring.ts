/** Only who works as a consultant now, and talks with nobody, has a telephone to ring from. */
import type { AgentLive } from '../live/protocol';

export function isFreeToRing(agent: AgentLive | undefined): boolean {
  return agent !== undefined && !agent.call && ['available', 'paused', 'wrap_up'].includes(agent.state);
}
