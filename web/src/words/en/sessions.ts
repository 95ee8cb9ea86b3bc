import type * as pl from '../pl/sessions';

export const sessions: typeof pl.sessions = {
  title: 'Logged in',
  intro: 'Who is logged in now, since when and from where. A session ends at once; who knows the password may log in again.',
  none: {
    what: 'Here is everybody who is logged in now.',
    why: 'Nobody is logged in.',
    step: 'The list is read anew by "Refresh".',
  },
  columns: { who: 'Who', role: 'Role', from: 'From', address: 'Network address', since: 'Since', seen: 'Last used', acts: 'Acts' },
  here: 'this browser',
  program: 'a program',
  unknown: 'an unknown browser',
  end: 'End',
  endOf: (what) => `End the session: ${what}`,
  endTitle: 'End this session?',
  endWhat: (what) => `${what}. The page in that browser is logged out at once. A caller is kept for 30 seconds for who logs in again.`,
  confirmEnd: 'End the session',
  ended: 'The session has ended.',
  failed: 'The session could not be ended.',
};
