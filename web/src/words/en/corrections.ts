import type { corrections as pl } from '../pl/corrections';

export const corrections: typeof pl = {
  title: 'Corrections of clients’ data',
  intro: 'Clients told them in calls. Nothing changes here: what is accepted the office enters in its own system.',
  states: { open: 'to be decided', accepted: 'accepted', refused: 'refused', every: 'all' },
  none: {
    what: 'What clients corrected in a call comes here: a number, an address, a name.',
    why: 'No consultant has written down such a correction.',
    step: 'A consultant writes one down in the client’s card. The office changes the data in its own system.',
  },
  nothing: '(nothing)',
  columns: { at: 'Proposed', client: 'Client', field: 'Field', before: 'Is', after: 'Should be', by: 'Written by', decision: 'Decision' },
  acts: { accepted: 'Accept', refused: 'Refuse' },
  notDecided: 'The decision could not be saved.',
};
