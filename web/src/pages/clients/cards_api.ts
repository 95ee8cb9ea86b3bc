/** What can be done with a client's card. Failures are ApiErrors; the card is named in the body, never in an address. */
import { api, said, type Schema } from '../../api/client';

/** As it stands on the client card. */
export type Card = Schema['Card'];
export type CardState = Card['state'];

/** Each is confirmed, with what follows from it. */
export type CardAct = 'issue' | 'print' | 'reset' | 'lock' | 'unlock' | 'replace' | 'revoke';

export interface CardsApi {
  issue(client: string): Promise<void>;
  /** The letter with a new PIN as a PDF: it comes once. */
  letter(card: string): Promise<Blob>;
  change(act: Exclude<CardAct, 'issue' | 'print'>, card: string): Promise<void>;
}

const ADDRESSES = {
  reset: '/api/cards/pin/reset',
  lock: '/api/cards/lock',
  unlock: '/api/cards/unlock',
  replace: '/api/cards/replace',
  revoke: '/api/cards/revoke',
} as const;

export const webCardsApi: CardsApi = {
  async issue(client) {
    await said(api.POST('/api/cards', { body: { client_id: client } }));
  },
  async letter(card) {
    const { data } = await api.POST('/api/cards/letter', { body: { card_number: card }, parseAs: 'blob' });
    return data as unknown as Blob;
  },
  async change(act, card) {
    await api.POST(ADDRESSES[act], { body: { card_number: card } });
  },
};
