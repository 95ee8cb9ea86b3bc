/** What a consultant may do in a state, and what is wrong. Pure. */
import type { AgentLive } from '../../live/protocol';

export interface Wishes {
  ready: boolean;
  pause: boolean;
  wrapUpDone: boolean;
  /** How often the time of wrap-up may still begin anew. */
  extensions: number;
  logOut: boolean;
}

/** What may be asked for now. During a call, a pause and a log-out are kept for its end. */
export function wishes(agent: AgentLive | null): Wishes {
  const state = agent?.state ?? 'offline';
  return {
    ready: ['paused', 'wrap_up', 'no_answer'].includes(state),
    pause: state !== 'offline',
    wrapUpDone: state === 'wrap_up',
    extensions: state === 'wrap_up' ? (agent?.wrap_up_extensions_left ?? 0) : 0,
    logOut: state !== 'offline',
  };
}

/** What is wrong: a key of `t.desk.troubles`, which has a sentence and mostly one button. */
export type TroubleName =
  | 'microphone_refused'
  | 'microphone_missing'
  | 'microphone_busy'
  | 'sound_blocked'
  | 'telephone_lost'
  | 'telephone_refused'
  | 'desk_telephone'
  | 'no_sound'
  | 'page_frozen'
  | 'no_page'
  | 'in_another_call'
  | 'no_answer'
  | 'centre_away'
  | 'unreachable';

export interface Circumstances {
  agent: AgentLive | null;
  isAsteriskThere: boolean;
  /** Of the page itself; null for who has a telephone on the table. */
  sound: {
    permission: 'unknown' | 'granted' | 'refused' | 'missing' | 'busy';
    /** The browser wants a click before it plays anything. */
    isBlocked: boolean;
    registration: 'connecting' | 'registered' | 'lost';
    lostCause: 'no_connection' | 'no_answer' | 'refused' | 'stopped' | null;
    trouble: '' | 'no_telephone' | 'no_microphone' | 'no_sound' | 'page_frozen';
  } | null;
}

/** The one thing to mend first; null if all is well. What the page finds itself is more exact than what it said to the
 * server, so it comes first. */
export function trouble({ agent, isAsteriskThere, sound }: Circumstances): TroubleName | null {
  if (agent === null || agent.state === 'offline') return null;
  if (!isAsteriskThere) return 'centre_away';
  if (sound !== null) {
    if (sound.permission === 'refused') return 'microphone_refused';
    if (sound.permission === 'missing') return 'microphone_missing';
    if (sound.permission === 'busy') return 'microphone_busy';
    if (sound.registration === 'lost' && sound.lostCause !== 'stopped') {
      return sound.lostCause === 'refused' ? 'telephone_refused' : 'telephone_lost';
    }
    if (sound.isBlocked) return 'sound_blocked';
    if (sound.trouble === 'no_sound' || sound.trouble === 'page_frozen') return sound.trouble;
    if (sound.trouble === 'no_microphone') return 'microphone_missing';
  }
  if (agent.call) return null; // the call itself says what is wrong with it
  if (agent.state === 'no_answer') return 'no_answer';
  switch (agent.trouble) {
    case 'no_telephone':
      return sound === null ? 'desk_telephone' : 'telephone_lost';
    case 'no_microphone':
      return 'microphone_missing';
    case 'no_sound':
    case 'page_frozen':
    case 'no_page':
    case 'in_another_call':
      return agent.trouble;
    default:
      if (agent.state !== 'unreachable') return null;
      return sound === null ? 'desk_telephone' : 'unreachable';
  }
}

/** How much of wrap-up is left. `part` goes from 1 to 0. */
export function wrapUpLeft(agent: AgentLive, now: number): { seconds: number; part: number } | null {
  if (agent.state !== 'wrap_up' || !agent.wrap_up_until) return null;
  const until = Date.parse(agent.wrap_up_until);
  const whole = until - Date.parse(agent.since);
  const left = Math.max(0, until - now);
  if (!Number.isFinite(whole) || !Number.isFinite(left)) return null;
  return { seconds: Math.ceil(left / 1000), part: whole > 0 ? Math.min(1, left / whole) : 0 };
}
