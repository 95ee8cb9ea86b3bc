/** How a matter and its answers stand, as a colour beside its word. Pure. */
import type { MatterDetail, MatterMessage, MatterState } from './matters_api';

const KINDS = { open: 'busy', answered: 'ready', closed: 'plain' } as const;

export const kindOf = (state: MatterState) => KINDS[state];

/** It is open, and its time is over. `now`: milliseconds. */
export const isLate = (matter: { state: MatterState; due_at: string | null }, now: number): boolean =>
  matter.state === 'open' && matter.due_at !== null && Date.parse(matter.due_at) < now;

/** What is new in it, and what it quotes beyond that; empty: it quotes nothing. */
export function partsOf({ text, reply }: Pick<MatterMessage, 'text' | 'reply'>): { said: string; quoted: string } {
  if (reply === '') return { said: text, quoted: '' };
  const begin = text.indexOf(reply);
  return { said: reply, quoted: (begin < 0 ? text : text.slice(0, begin) + text.slice(begin + reply.length)).trim() };
}

const TROUBLED: readonly MatterMessage['sending'][] = ['undelivered', 'failed', 'expired', 'refused', 'uncertain'];

export const sendingKind = (sending: MatterMessage['sending']) => (TROUBLED.includes(sending) ? 'trouble' : sending === 'queued' ? 'pause' : 'plain');

/** What is done with a matter by a dialog of its own. */
export const ACTS = ['answer', 'note', 'close', 'hand_on', 'join', 'split', 'assign'] as const;
export type Act = (typeof ACTS)[number];

/** Which of them there are now. `mayAssign`: who looks may say who has it. */
export function actsOf(matter: MatterDetail, mayAssign: boolean): Act[] {
  const written = matter.messages.filter((message) => message.direction === 'in').length;
  return ACTS.filter((act) => {
    if (act === 'note') return true;
    if (matter.joined_to !== null) return false;
    if (act === 'close') return matter.state !== 'closed';
    if (act === 'split') return written > 1;
    return act !== 'assign' || (mayAssign && matter.state === 'open');
  });
}

/** The first words of a message, by which it is chosen out of others. */
export const beginning = ({ text, reply }: Pick<MatterMessage, 'text' | 'reply'>, most = 60): string => {
  const words = (reply || text).trim().replaceAll(/\s+/g, ' ');
  return words.length > most ? `${words.slice(0, most)}…` : words;
};

/** For so long an answer waits, and can be taken back. */
export const UNDO_MS = 10_000;
