import type * as pl from '../pl/program_keys';

export const programKeys: typeof pl.programKeys = {
  title: 'Keys for programs',
  intro:
    'A program of the office reads reports with a key: as much as you may, without consultants one by one and without calls. A key ends by itself, by the button, or with your account.',
  none: {
    what: 'Here are the keys by which programs read reports in your name.',
    why: 'There is none yet.',
    step: 'The first one is made by "New key".',
  },
  ofPortal: {
    title: 'Keys for the portal',
    intro:
      "The offices' portal reads with a key what callers hear: articles in force, the amounts of the day, addresses and hours. Nothing else. A key ends by itself, by the button, or with your account.",
    none: {
      what: "Here are the keys by which the offices' portal asks.",
      why: 'There is none yet.',
      step: 'The first one is made by "New key".',
    },
    makeTitle: 'A new key for the portal',
    nameHelp: 'Such as the address of the portal that uses it.',
    made: 'The key is shown this once. Enter it into the settings of the portal now.',
    endWhat: 'The portal reads nothing with it any more. It cannot be taken back.',
  },
  ofSystems: {
    title: 'Keys for other institutions',
    intro:
      'A system of another institution, such as a centre of social assistance, asks with a key whether one person is registered at your office. It has to name the legal basis and the case. Each question stands in the access log. A key ends by itself, by the button, or with your account.',
    none: {
      what: 'Here are your keys by which systems of other institutions ask.',
      why: 'There is none yet.',
      step: 'The first one is made by "New key".',
    },
    makeTitle: 'A new key for another institution',
    name: 'Which institution and system',
    nameHelp: 'Such as "MOPS w Kolnie, Empatia". This name stands in the access log.',
    made: 'The key is shown this once. Hand it to the institution in a safe way now.',
    endWhat: 'The system asks of nobody with it any more. It cannot be taken back.',
  },
  columns: { name: 'What for', state: 'State', made: 'Made', until: 'Good until', used: 'Last used', acts: 'Acts' },
  states: { works: 'works', over: 'over', revoked: 'void' },
  never: 'never',
  make: 'New key',
  makeTitle: 'A new key for a program',
  name: 'What the key is for',
  nameHelp: 'Such as the name of the program that uses it.',
  days: 'For how many days',
  daysHelp: 'At most 366.',
  confirmMake: 'Make the key',
  notMade: 'The key could not be made.',
  made: 'The key is shown this once. Enter it into the program now.',
  key: 'Key',
  copy: 'Copy the key',
  copied: 'Copied.',
  hide: 'The key is entered, hide it',
  end: 'Make void',
  endOf: (name) => `Make the key void: ${name}`,
  endTitle: (name) => `Make the key void: ${name}?`,
  endWhat: 'The program reads nothing with it any more. It cannot be taken back.',
  confirmEnd: 'Make the key void',
  ended: (name) => `The key is void: ${name}.`,
  notEnded: 'The key could not be made void.',
};
