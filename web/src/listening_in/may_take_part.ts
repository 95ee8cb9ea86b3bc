/** In whose conversations an account may take part, and how. Pure; the server decides in the end. */
import type { Me } from '../api/session.svelte';
import { isConversation } from '../live/agent_states';
import type { AgentLive, HelpLive } from '../live/protocol';

export type Reach = 'own' | 'office' | 'province' | undefined;

export interface Account {
  username: string;
  offices: readonly string[];
  rights: Readonly<Record<string, Reach>>;
}

/** `me`: null or undefined before the log-in. */
export function accountOf(me: Me | null | undefined): Account {
  return { username: me?.username ?? '', offices: me ? [me.office, ...me.also_offices] : [], rights: me?.rights ?? {} };
}

export function reaches(account: Account, right: string, office: string): boolean {
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
