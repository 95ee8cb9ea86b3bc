import type { savedSearches as pl } from '../pl/saved_searches';

export const savedSearches: typeof pl = {
  title: 'Saved searches',
  none: 'None is saved.',
  nothing: 'To save a search, please set something in it and press “Show” first.',
  save: 'Save this search',
  name: 'Name',
  nameHelp: 'For example “Welders of Kolno”. Only you see it.',
  confirm: 'Save',
  failed: 'It could not be saved.',
  forget: 'Remove',
  forgetOf: (name) => `Remove the saved search: ${name}`,
  forgotten: (name) => `Removed: ${name}.`,
};
