/** The access log. Reading it stands in it, too. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Part } from '../../data/pages.svelte';

export type AccessEntry = Schema['AccessOut'];

/** What stands in the address of the page: nobody's data. Empty: does not restrict. */
export interface AccessFilter {
  from: string;
  to: string;
  who: string;
  office: string;
  call: string;
}

export interface AccessLogApi {
  /** `client` goes in the body: who a client is stands in no address. */
  read(filter: AccessFilter, client: string, after: string | null): Promise<Part<AccessEntry>>;
  /** The same as a file for a spreadsheet. */
  file(filter: AccessFilter, client: string): Promise<Blob>;
}

const PAGE = 50;

function wanted(filter: AccessFilter, client: string) {
  const given = { ...filter, client: client.trim() };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) as Partial<typeof given>;
}

export const webAccessLogApi: AccessLogApi = {
  async read(filter, client, after) {
    const body = { ...wanted(filter, client), limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.POST('/api/access-log/search', { body }));
    return { rows: found.entries, after: found.next_cursor };
  },
  async file(filter, client) {
    const { data } = await api.POST('/api/access-log/export', { body: wanted(filter, client), parseAs: 'blob' });
    return data as unknown as Blob;
  },
};
