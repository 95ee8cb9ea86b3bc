import type { corrections as pl } from '../pl/corrections';

export const corrections: typeof pl = {
  title: 'Corrections of clients’ data',
  intro: 'Clients told them in calls. Nothing changes here: what is accepted the office enters in its own system.',
  states: { open: 'to be decided', accepted: 'accepted', refused: 'refused', every: 'all' },
  none: 'There are no such corrections.',
  nothing: '(nothing)',
  columns: { at: 'Proposed', client: 'Client', field: 'Field', before: 'Is', after: 'Should be', by: 'Written by', decision: 'Decision' },
  acts: { accepted: 'Accept', refused: 'Refuse' },
  notDecided: 'The decision could not be saved.',
};
