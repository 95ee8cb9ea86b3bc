import type * as pl from '../pl/handbook';

export const handbook: typeof pl.handbook = {
  title: 'Handbook',
  intro: 'What each page is for, and how the usual task is done there; in Polish. Only pages of this account are shown.',
  pages: 'Pages',
  open: (page) => `Open the page: ${page}`,
  openShort: 'Open the page',
  missing: 'The handbook does not tell of this page yet.',
};
