/** Emergency messages: what callers hear before everything else. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import { isProposal } from '../api/proposal';
import { soundOf, type Speak } from '../api/sound';

export type Message = Schema['EmergencyOut'];
export type NewMessage = Schema['EmergencyIn'];

/** An announcement of the library that needs no values. */
export interface Prompt {
  id: string;
  purpose: string;
  text: string;
}

/**
 * `heard`: for as long as it was wanted; `hour`: for the time that one person has alone, and on when another one confirms it;
 * `alone`: the same, and there is nobody who could confirm it; `proposed`: not before that; `usedUp`: not at all.
 */
export type Outcome = 'heard' | 'hour' | 'alone' | 'planned' | 'proposed' | 'usedUp';

export interface Done {
  outcome: Outcome;
  /** When it is over for now; null: when it is switched off. */
  until: string | null;
}

export interface EmergencyApi {
  /** The latest first. */
  list(): Promise<Message[]>;
  prompts(): Promise<{ free: string; ready: Prompt[] }>;
  /** Raises ApiError: `settings_refused`, `no_second_person`. */
  switchOn(wanted: NewMessage): Promise<Done>;
  end(id: string): Promise<Message>;
  speak: Speak;
}

/** What is written is said within this announcement. */
export const FREE_TEXT = 'H03';
const PLACE = '{tresc}';

/** What callers hear of what was written. */
export function wholeText(free: string, typed: string): string {
  const text = typed.trim().replace(/\.$/, '');
  return free.includes(PLACE) ? free.replace(PLACE, text) : text;
}

function outcomeOf(wanted: NewMessage, made: Message): Outcome {
  if (made.is_planned) return 'planned';
  if (made.proposal) return made.is_on ? 'hour' : 'proposed';
  if (!made.is_on) return 'usedUp';
  const isShort = made.ends_at !== null && (!wanted.ends_at || Date.parse(made.ends_at) < Date.parse(wanted.ends_at));
  return isShort ? 'alone' : 'heard';
}

export const webEmergencyApi: EmergencyApi = {
  list: () => said(api.GET('/api/emergency-messages')),
  async prompts() {
    const all = (await said(api.GET('/api/prompts'))).map(({ id, purpose, texts }) => ({ id, purpose, text: texts.pl ?? '' }));
    const free = all.find(({ id }) => id === FREE_TEXT)?.text ?? PLACE;
    return { free, ready: all.filter(({ text }) => text !== '' && !text.includes('{')) };
  },
  async switchOn(wanted) {
    const answer = await said(api.POST('/api/emergency-messages', { body: wanted }));
    if (isProposal(answer)) return { outcome: 'proposed', until: null };
    return { outcome: outcomeOf(wanted, answer), until: answer.ends_at };
  },
  end: (message) => said(api.POST('/api/emergency-messages/{message}/end', { params: { path: { message } } })),
  speak: soundOf,
};
