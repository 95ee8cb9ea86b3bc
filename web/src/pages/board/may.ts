/** What a supervisor may do for a consultant. Pure; the server decides in the end. */
import { isConversation } from '../../live/agent_states';
import type { AgentLive, HelpLive } from '../../live/protocol';

export type Reach = 'own' | 'office' | 'province' | undefined;

export type StateWish = 'log_in' | 'ready' | 'pause' | 'log_out';

export interface Account {
  username: string;
  offices: readonly string[];
  rights: Readonly<Record<string, Reach>>;
}

function reaches(account: Account, right: string, office: string): boolean {
  const reach = account.rights[right];
  return reach === 'province' || (reach === 'office' && account.offices.includes(office));
}

/** How one may take part in a conversation: in any way, by whispering alone where the caller is another office's, or not. */
export type TakingPart = 'any' | 'whisper' | null;

/** In a conversation that goes on, of an own consultant, and not one's own. */
export function mayListen(account: Account, id: string, agent: AgentLive): TakingPart {
  if (id === account.username || !isConversation(agent.call) || !reaches(account, 'listen_in', agent.office)) return null;
  const callersOffice = agent.call?.office ?? '';
  return callersOffice === '' || reaches(account, 'listen_in', callersOffice) ? 'any' : 'whisper';
}

/** Who asks for help may be helped by the caller's office in any way. */
export function mayHelp(account: Account, { office, home }: HelpLive): TakingPart {
  if (reaches(account, 'listen_in', home)) return 'any';
  return reaches(account, 'listen_in', office) ? 'whisper' : null;
}

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
