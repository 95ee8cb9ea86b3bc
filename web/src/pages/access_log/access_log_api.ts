/** The access log, one row for what somebody saw of one person in one conversation. Reading it stands in it, too. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Part } from '../../data/pages.svelte';

export type Visit = Schema['AccessVisitOut'];
export type Look = Schema['LookOut'];
export type Person = Schema['PersonOfLog'];

/** What stands in the address of the page: nobody's data. Empty: does not restrict. */
export interface AccessFilter {
  from: string;
  to: string;
  staff: string;
  office: string;
  call: string;
}

/** Whose data were looked at, by name and birth date, or by id: in no address. Null: anybody's. */
export interface Whose {
  person: Person | null;
  client: string | null;
}

export interface AccessLogApi {
  visits(filter: AccessFilter, whose: Whose, after: string | null): Promise<Part<Visit>>;
  /** The single looks as a file for a spreadsheet. */
  file(filter: AccessFilter, whose: Whose): Promise<Blob>;
}

const PAGE = 50;

function wanted({ from, to, staff, office, call }: AccessFilter, { person, client }: Whose) {
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(staff && { staff }),
    ...(office && { office }),
    ...(call && { call }),
    ...(person && { person }),
    ...(client && { client }),
  };
}

export const webAccessLogApi: AccessLogApi = {
  async visits(filter, whose, after) {
    const body = { ...wanted(filter, whose), limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.POST('/api/access-log/visits', { body }));
    return { rows: found.visits, after: found.next_cursor };
  },
  async file(filter, whose) {
    const { data } = await api.POST('/api/access-log/export', { body: wanted(filter, whose), parseAs: 'blob' });
    return data as unknown as Blob;
  },
};
