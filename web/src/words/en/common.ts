import { plural } from '../plural';
import type * as pl from '../pl/common';

export const shell: typeof pl.shell = {
  product: 'System 7/24',
  toContent: 'Skip to content',
  navigation: 'Pages',
  menu: 'Menu',
  more: 'More',
  groups: {
    daily: 'Each day',
    talks: 'Conversations',
    clients: 'Clients’ data',
    knowledge: 'Knowledge',
    control: 'Control',
    demonstration: 'Demonstration',
  },
  connected: 'Connected',
  connecting: 'Connecting…',
  late: (age) => `Data of ${age} ago`,
  offline: 'No connection to the system. Connecting again.',
  logOut: 'Log out',
  language: 'Language',
  languages: { pl: 'polski', en: 'English' },
  settings: 'Settings',
  languageFailed: 'The language could not be loaded. Please try again.',
  theme: 'Appearance',
  themes: { auto: 'as the system', light: 'light', dark: 'dark' },
  keys: 'Keys',
  home: 'Start',
  desk: 'Desk',
  caller: 'Client’s telephone',
  pages: {
    accessLog: 'Access log',
    activation: 'Activate an account',
    articles: 'Editing',
    assessments: 'Assessments',
    board: 'Board',
    call: 'Course of a call',
    corrections: 'Corrections',
    figures: 'Dictionary of figures',
    imports: 'Imports',
    me: 'My account',
    proof: 'Integrity',
    recordings: 'Recordings',
    reports: 'Reports',
    retention: 'Retention',
    secondPerson: 'Second person',
  },
  waitsForYou: (n) => `Waiting for your word: ${plural('en', n, { one: 'act', few: 'acts', many: 'acts' })}. Look`,
  loading: 'Loading the page…',
  noSuchPage: 'There is no such page.',
  notForRole: 'This page is not meant for this account.',
  nothingYet: 'There is no page in the browser for this account yet.',
  newVersion: 'There is a new version. Please reload the page; during a call, only after it.',
  reload: 'Reload the page',
  sessionOver: 'The session is over. Please log in again.',
  pageFailed: 'The page has met an error. The other parts go on.',
  again: 'Try again',
  leave: 'Leave the page',
  stay: 'Stay',
  leaveTitle: 'Leave the page?',
};

export const errors: typeof pl.errors = {
  network: 'No connection to the system. Please check the network and try again.',
  late: 'The system did not answer in time. Please check whether the change was saved.',
  unreadable: 'The system’s answer could not be read. Please try again.',
  unexpected: 'An unexpected error happened. Please try again.',
};

export const keys: typeof pl.keys = {
  title: 'Keys',
  general: 'Everywhere',
  help: 'Show this help',
  off: 'Switch shortcuts off in this browser',
  none: 'This page has no shortcuts.',
  silent: 'Shortcuts are silent while you type. What ends a call or touches a recording takes Shift.',
  palette: 'Find an act or a page',
  find: 'Act or page',
  notFound: 'There is no such act or page.',
  shift: (keys, does) => `${does}: ${keys}`,
};

export const ui: typeof pl.ui = {
  close: 'Close',
  choose: 'Choose…',
  required: 'required',
  empty: 'No data.',
  correct: 'Please correct:',
  problem: 'Error',
  note: 'Note',
  good: 'Done',
  warning: 'Warning',
  busy: 'Please wait…',
};

export const time: typeof pl.time = {
  since: (hour) => `since ${hour}`,
  ago: (duration) => `${duration} ago`,
};

export const roles: typeof pl.roles = {
  consultant: 'consultant',
  supervisor: 'supervisor',
  pup_editor: 'office’s editor',
  wup_editor: 'scenario editor',
  managing_team: 'managing team',
  auditor: 'auditor',
  technician: 'technician',
  administrator: 'administrator',
};
