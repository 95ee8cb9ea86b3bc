import type * as pl from '../pl/no_page';

export const noPage: typeof pl.noPage = {
  unknown: 'There is no such page.',
  unknownHelp: 'The address may be mistyped, or the page has another one now.',
  notForRole: (page: string) => `The page “${page}” is not for this account.`,
  who: 'It is for:',
  nothingYet: 'There is no page in the browser for this account yet.',
  home: 'Back to the beginning',
  roles: 'See who is who in the demonstration',
};
