/** Sessions as the pages show them: the own ones, and, for who may see them, those of all. */
import type { Schema } from '../api/client';
import { day, hour } from '../time/format';
import { t } from '../words';
import { clientKind } from './client_kind';

export type SessionNow = Schema['SessionNow'];

/** "Firefox, Linux" */
export const fromWhat = (session: SessionNow): string => clientKind(session.kind, session.user_agent, t.sessions);

export const moment = (at: string): string => `${day(at)}, ${hour(at)}`;

/** Those columns that every list of sessions has. */
export const sessionColumns = () => [
  { key: 'address', label: t.sessions.columns.address, text: (session: SessionNow) => session.address },
  {
    key: 'since',
    label: t.sessions.columns.since,
    text: (session: SessionNow) => moment(session.created_at),
    sort: (session: SessionNow) => session.created_at,
  },
  {
    key: 'seen',
    label: t.sessions.columns.seen,
    text: (session: SessionNow) => moment(session.last_seen_at),
    sort: (session: SessionNow) => session.last_seen_at,
  },
];
