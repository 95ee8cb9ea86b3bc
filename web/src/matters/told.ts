/** How a matter and its answers stand, as a colour beside its word. Pure. */
import type { MatterMessage, MatterState } from './matters_api';

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
export const ACTS = ['answer', 'note', 'close', 'hand_on', 'join'] as const;
export type Act = (typeof ACTS)[number];

/** For so long an answer waits, and can be taken back. */
export const UNDO_MS = 10_000;
