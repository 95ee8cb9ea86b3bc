import type * as pl from '../pl/login';

export const login: typeof pl.login = {
  title: 'Log in',
  username: 'Account name',
  password: 'Password',
  totp: 'Code of the telephone',
  totpHelp: 'Six digits of the application in the telephone. Each code counts once.',
  submit: 'Log in',
  delayed: (duration) => `The next try is possible in ${duration}.`,
  directory: 'Log in by the office’s directory',
  or: 'or',
  activate: 'I have no password yet, or have forgotten it',
  first: 'I have the code of a first administrator',
  back: 'Back to the log-in',
  firstTitle: 'Set the password',
  code: 'One-time code',
  codeHelp: 'Shown when the account of a first administrator was made, good for 72 hours. Capitals and dashes do not matter.',
  newPassword: 'New password',
  newPasswordHelp: 'At least 12 characters. Some words, such as a sentence, are easiest to remember.',
  repeat: 'Repeat the new password',
  different: 'The passwords differ.',
  set: 'Set the password',
  done: 'The password is set. You can log in.',
};

export const demo: typeof pl.demo = {
  title: 'System 7/24 — demonstration',
  intro: 'This is a demonstration with made-up data. Call as a client in one tab of the browser and answer as a consultant in another.',
  call: 'Call as a client',
  callHelp: 'A telephone in the browser: the hotline answers by voice, and its text is on the screen.',
  as: 'Enter the system as',
  card: 'A made-up client',
  number: 'Card number',
  pin: 'PIN',
  office: 'Office',
  failed: 'This account could not be entered.',
  password: 'Log in with name and password',
};
