/** Things that people keep in a list: topics, numbers, offices. What all of them have in common. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

/** Of one kind; closed ones are kept. */
export interface Kept {
  id: string;
  deactivated_at: string | null;
}

export interface ThingsApi<R extends Kept, S> {
  /** Also those that are closed. */
  all(): Promise<R[]>;
  /** A new one, or another one in its place. Raises ApiError: `stale_version` if somebody else has changed it since `version`. */
  save(id: string, sent: S, version: number): Promise<unknown>;
  close(id: string): Promise<unknown>;
  restore(id: string): Promise<unknown>;
}

export type LastChange = Schema['LastChangeOut'];
export type Use = Schema['UseOut'];
export type Change = Schema['AuditOut'];
/** Of what can be asked what uses it. */
export type UsedKind = 'topic' | 'pause_reason' | 'dialled_number' | 'transfer_target';
/** As the log of changes calls them. */
export type Subject = UsedKind | 'office' | 'branch' | 'account' | 'agent';

/** What is told of any of them. */
export interface KeepingApi {
  /** By thing. What nobody of the staff has changed is not there. */
  last(subject: Subject): Promise<Map<string, LastChange>>;
  /** Newest first. */
  changes(subject: Subject, thing: string): Promise<Change[]>;
  uses(kind: UsedKind, thing: string): Promise<Use[]>;
}

const SHOWN = 20;
/** What has entries of its own in the log. */
const PARTS_OF_OFFICE = ['postal_prefix', 'office_move'] as const;

export const webKeepingApi: KeepingApi = {
  async last(subject) {
    const found = await said(api.GET('/api/last-changes', { params: { query: { subject } } }));
    return new Map(found.map((each) => [each.thing, each]));
  },
  async changes(subject, thing) {
    const own = { subject, subject_id: thing };
    const asked = subject === 'office' ? [own, ...PARTS_OF_OFFICE.map((part) => ({ subject: part, office: thing }))] : [own];
    const found = await Promise.all(asked.map((query) => said(api.GET('/api/audit-log', { params: { query: { ...query, limit: SHOWN } } }))));
    const all = found.flatMap(({ entries }) => entries);
    return all.sort((one, other) => other.number - one.number).slice(0, SHOWN);
  },
  uses: (kind, thing) => said(api.GET('/api/uses', { params: { query: { kind, thing } } })),
};

/** The header by which a save says what was read. */
export const onVersion = (version: number) => ({ 'If-Match': `"${version}"` });
