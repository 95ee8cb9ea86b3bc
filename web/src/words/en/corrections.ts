import type { corrections as pl } from '../pl/corrections';

export const corrections: typeof pl = {
  title: 'Corrections of clients’ data',
  intro: 'Clients told them in calls. Nothing changes here: what is accepted the office enters in its own system.',
  state: 'State',
  states: { open: 'to be decided', accepted: 'accepted', refused: 'refused' },
  every: 'all',
  loading: 'Loading corrections…',
  failed: 'The corrections could not be loaded.',
  none: 'There are no such corrections.',
  more: 'Show older ones',
  nothing: '(nothing)',
  columns: { at: 'Proposed', client: 'Client', field: 'Field', before: 'Is', after: 'Shall be', by: 'Written by', decision: 'Decision' },
  accept: 'Accept',
  refuse: 'Refuse',
  acceptOf: (field, value) => `Accept: ${field}, ${value}`,
  refuseOf: (field, value) => `Refuse: ${field}, ${value}`,
  decided: (state, account, day) => `${state}, ${account}, ${day}`,
  notDecided: 'The decision could not be saved.',
};
