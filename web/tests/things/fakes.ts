import { ApiError } from '../../src/api/errors';
import type { Change, Kept, KeepingApi, LastChange, ThingsApi, Use } from '../../src/things/things_api';

export type Asked = [what: string, ...rest: unknown[]][];

const AT = '2026-11-26T09:15:00Z';

export const changeOf = (thing: string, version = 7): LastChange => ({ thing, version, at: AT, account: 'm.nowak', account_name: 'Maria Nowak' });

/** What is told of things; `last` may be changed while a page is shown. */
export function keepingOf(last: Map<string, LastChange> = new Map(), uses: Use[] = [], changes: Partial<Change>[] = []): KeepingApi {
  return {
    last: async () => new Map(last),
    uses: async () => uses,
    changes: async (subject, thing) =>
      changes.map((each, at) => ({
        number: 90 - at,
        at: AT,
        account: 'm.nowak',
        account_name: 'Maria Nowak',
        operation: 'set_thing',
        action: 'update' as const,
        subject,
        subject_id: thing,
        person_name: null,
        office: null,
        before: null,
        after: null,
        ...each,
      })),
  };
}

export function thingsOf<R extends Kept, S>(asked: Asked, all: R[], isStale: () => boolean = () => false): ThingsApi<R, S> {
  return {
    all: async () => [...all],
    save: async (id, sent, version) => {
      asked.push(['save', id, sent, version]);
      if (isStale()) throw new ApiError('stale_version', 'Dane zmieniły się w międzyczasie.', 412);
    },
    close: async (id) => asked.push(['close', id]),
    restore: async (id) => asked.push(['restore', id]),
  };
}
