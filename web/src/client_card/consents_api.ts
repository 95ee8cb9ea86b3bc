/** What clients say of consents, and the words that are read to them. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type ConsentIn = Schema['ConsentIn'];
export type TextToRead = Schema['TextToRead'];

export interface ConsentsApi {
  /** What is read today to clients of an office. */
  texts(office: string): Promise<TextToRead[]>;
  say(client: string, consent: ConsentIn): Promise<void>;
}

export const webConsentsApi: ConsentsApi = {
  async texts(office) {
    return (await said(api.GET('/api/consent-texts/in-force', { params: { query: { office } } }))).texts;
  },
  async say(client, consent) {
    await said(api.POST('/api/clients/{client_id}/consents', { params: { path: { client_id: client } }, body: consent }));
  },
};
