import type { clientStatistics as pl } from '../pl/client_statistics';

export const clientStatistics: typeof pl = {
  title: 'Figures of clients',
  intro: 'How many clients the offices have and what they are, by the last data of the offices. Without names, and without a way to a person.',
  none: {
    what: 'Here are the numbers of clients of the offices.',
    why: 'No office has told data of its clients yet.',
    step: 'Data come out of files of the office: the page "Imports".',
  },
  by: 'By',
  all: 'All',
  total: 'Together',
  hidden: '–',
  fewest: (n) => `A dash: too few persons to tell (fewer than ${n}), or it could be reckoned from others.`,
  attributes: { status: 'status', age: 'age', sex: 'sex', long_term: 'long-term unemployed', rural: 'where they live' },
  values: {
    status: { unemployed: 'unemployed', seeker: 'job seekers', none: 'not registered' },
    age: { to_24: 'up to 24', '25_34': '25–34', '35_44': '35–44', '45_54': '45–54', from_55: '55 and more', unknown: 'not told' },
    sex: { K: 'women', M: 'men', unknown: 'not told' },
    long_term: { yes: 'yes', no: 'no' },
    rural: { yes: 'village', no: 'town' },
  },
};
