/** The log of changes by staff. Failures are ApiErrors. */
import { api, said } from '../../api/client';
import { AuditOut } from '../../api/values';
import type { Part } from '../../data/pages.svelte';
import type { Change } from '../../things/things_api';

export type { Change };
export type Subject = Exclude<Change['subject'], 'other'>;
export const SUBJECTS: readonly Subject[] = AuditOut.subject.filter((each) => each !== 'other');

/** What stands in the address of the page. Empty: does not restrict. */
export interface ChangeFilter {
  from: string;
  to: string;
  staff: string;
  subject: Subject | '';
  office: string;
  /** Of one thing alone. */
  thing: string;
  /** Of one account, its consultant and what that one serves. */
  person: string;
}

export interface ChangeLogApi {
  /** Newest first. */
  changes(filter: ChangeFilter, after: string | null): Promise<Part<Change>>;
}

const PAGE = 50;

export const webChangeLogApi: ChangeLogApi = {
  async changes({ from, to, staff, subject, office, thing, person }, after) {
    const query = {
      limit: PAGE,
      ...(from && { from }),
      ...(to && { to }),
      ...(staff && { staff }),
      ...(subject && { subject }),
      ...(office && { office }),
      ...(thing && { subject_id: thing }),
      ...(person && { person }),
      ...(after !== null && { after: Number(after) }),
    };
    const found = await said(api.GET('/api/audit-log', { params: { query } }));
    return { rows: found.entries, after: found.next === null ? null : String(found.next) };
  },
};
