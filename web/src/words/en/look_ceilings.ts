import type { lookCeilings as pl } from '../pl/look_ceilings';

export const lookCeilings: typeof pl = {
  title: 'Ceilings of looks',
  intro:
    'How many clients one person may look at on a day. A rule of an office goes before that of the province. Own conversations do not count. Beyond the ceiling nothing is shown, and the board of the office raises an alarm.',
  act: 'New ceiling',
  none: {
    what: 'Here are the ceilings of looks at clients.',
    why: 'Nobody has set one, so that of the installation holds.',
    step: 'Another one is set with the button “New ceiling”.',
  },
  role: 'Role',
  cards: 'Cards a day',
  cardsHelp: 'How many different clients may be opened on a day.',
  names: 'Names a day',
  namesHelp: 'How many lines searches may show on a day.',
  basis: 'Basis',
  basisHelp: 'Why so many, such as: Zarządzenie nr 7/2026.',
  confirm: 'Set ceiling',
  done: (day) => `The ceiling was set from ${day}.`,
  failed: 'The ceiling could not be set.',
  shipped: 'Without a rule',
  shippedOf: (role, cards, names) => `${role}: cards ${cards}, names ${names} a day`,
};
