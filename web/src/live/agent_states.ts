/** What a consultant's state means on the screen: its word, its colour, and when its counter began. Pure. */
import type { AgentCall, AgentLive } from './protocol';

/** One of four meanings, and "off" for who does not work. Each has a colour, a sign and a word. */
export type Meaning = 'ready' | 'busy' | 'pause' | 'trouble' | 'off';

/** The state as it is named for people: a key of `t.desk.states`. */
export type StateName =
  | 'offline'
  | 'paused'
  | 'available'
  | 'offered'
  | 'dialling'
  | 'talking'
  | 'held'
  | 'page_lost'
  | 'wrap_up'
  | 'no_answer'
  | 'unreachable'
  | 'technical'
  | 'unknown';

const BY_STATE: Readonly<Record<string, StateName>> = {
  offline: 'offline',
  paused: 'paused',
  available: 'available',
  reserved: 'offered',
  ringing: 'offered',
  talking: 'talking',
  hold: 'held',
  dialling: 'dialling',
  wrap_up: 'wrap_up',
  no_answer: 'no_answer',
  unreachable: 'unreachable',
};

const MEANINGS: Readonly<Record<StateName, Meaning>> = {
  offline: 'off',
  paused: 'pause',
  available: 'ready',
  offered: 'busy',
  dialling: 'busy',
  talking: 'busy',
  held: 'busy',
  page_lost: 'trouble',
  wrap_up: 'pause',
  no_answer: 'trouble',
  unreachable: 'trouble',
  technical: 'trouble',
  unknown: 'off',
};

/** A call that goes on says more than the state: its phase comes first. Somebody who is ready, but cannot be rung, is
 * technically unavailable. */
export function stateName(agent: AgentLive | null): StateName {
  if (agent === null) return 'offline';
  if (agent.call) return agent.call.phase;
  if (agent.state === 'available' && agent.trouble) return 'technical';
  return BY_STATE[agent.state] ?? 'unknown';
}

export function meaning(agent: AgentLive | null): Meaning {
  return MEANINGS[stateName(agent)];
}

/** Does a conversation go on, so that leaving the page would cost something? */
export function isConversation(call: AgentCall | null | undefined): boolean {
  return call?.phase === 'talking' || call?.phase === 'held' || call?.phase === 'page_lost';
}

/** When the counter of the call began: while it rings the caller's wait, then the conversation. */
export function countedFrom(call: AgentCall): string {
  if (call.phase === 'offered') return call.joined ?? call.offered ?? call.since;
  return call.answered ?? call.since;
}

/** Since when the consultant is in the state as it is shown: a hold does not begin the conversation anew. */
export function stateSince(agent: AgentLive): string {
  return agent.call && isConversation(agent.call) ? countedFrom(agent.call) : agent.since;
}
