/** Searches that the account keeps. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type SavedSearch = Schema['SavedSearch'];
export type SearchedPage = Schema['SavedSearchIn']['page'];

export interface SearchesApi {
  /** Of this account, by name. */
  list(page: SearchedPage): Promise<SavedSearch[]>;
  /** `filters`: as they stand in the address. Raises ApiError: `transition_refused` for one too many. */
  save(page: SearchedPage, name: string, filters: string): Promise<SavedSearch>;
  forget(id: string): Promise<void>;
}

export const webSearchesApi: SearchesApi = {
  list: async (page) => (await said(api.GET('/api/saved-searches', { params: { query: { page } } }))).searches,
  save: (page, name, filters) => said(api.POST('/api/saved-searches', { body: { page, name, filters } })),
  async forget(search_id) {
    await said(api.DELETE('/api/saved-searches/{search_id}', { params: { path: { search_id } } }));
  },
};
