/** Systems of other institutions that are asked of a client. Each question is written down by the server. */
import { api, said, type Schema } from '../api/client';

export type SystemQuestion = Schema['SystemQuestion'];
export type SystemAnswer = Schema['InquiryAnswer'];

export interface SystemsApi {
  /** The names of those that may be asked; none: there is nobody to ask. */
  names(): Promise<string[]>;
  /** Raises ApiError `system_away` with a sentence. What comes back is kept nowhere but on the page. */
  ask(client: string, question: SystemQuestion): Promise<SystemAnswer>;
}

export const webSystemsApi: SystemsApi = {
  async names() {
    return (await said(api.GET('/api/asked-systems'))).map((system) => system.name);
  },
  async ask(client, question) {
    return said(api.POST('/api/clients/{client_id}/system-questions', { params: { path: { client_id: client } }, body: question }));
  },
};
