import type { keyHelp as pl } from '../pl/keys';

export const keyHelp: typeof pl = {
  title: 'Keys',
  handbook: 'Handbook: this page',
  general: 'Everywhere',
  off: 'Switch shortcuts off in this browser',
  none: 'This page has no shortcuts.',
  silent: 'Shortcuts are silent while you type. What ends a call or touches a recording takes Shift.',
  find: 'Action, page, person, office or article',
  notFound: 'There is nothing of the kind.',
};
