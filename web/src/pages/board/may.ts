/** What a supervisor may do for a consultant. Pure; the server decides in the end. */
import { reaches, type Account } from '../../listening_in/may_take_part';
import type { AgentLive } from '../../live/protocol';

export type StateWish = 'log_in' | 'ready' | 'pause' | 'log_out';

export function mayChange(account: Account, id: string, agent: AgentLive): boolean {
  return id !== account.username && reaches(account, 'change_agent_states', agent.office);
}

/** What may be asked for in a state; in a call, pause and log-out are kept for its end. */
export function wishesFor(agent: AgentLive): StateWish[] {
  if (agent.state === 'offline') return ['log_in'];
  const back: StateWish[] = ['paused', 'wrap_up', 'no_answer'].includes(agent.state) ? ['ready'] : [];
  return [...back, 'pause', 'log_out'];
}

export interface Undo {
  wish: StateWish;
  reason: string | null;
}

/** What takes a change back; null where nothing does: a consultant who was sent home logs in. */
export function undoOf(before: AgentLive, wish: StateWish): Undo | null {
  if (wish === 'log_in') return { wish: 'log_out', reason: null };
  if (before.call) return null; // it is kept for the end of the call; the desk can take it back
  if (wish === 'pause' && before.state === 'available') return { wish: 'ready', reason: null };
  if (wish === 'ready' && before.state === 'paused' && before.pause_reason) return { wish: 'pause', reason: before.pause_reason };
  return null;
}
