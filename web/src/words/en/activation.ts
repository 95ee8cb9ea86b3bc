import type * as pl from '../pl/activation';

export const activation: typeof pl.activation = {
  title: 'Activate an account',
  intro: 'Whoever has no password yet, or whose password was reset, sets it here. It takes another person who knows you: a supervisor or an administrator.',
  begin: 'Show the number',
  loggedIn: (name) => `In this browser the account ${name} is logged in. Log out before you activate another one.`,
  over: 'The number is void. Please begin anew.',
  account: 'Account',
  readOut: 'Tell this number to a supervisor or an administrator, in person or by telephone:',
  number: 'Number',
  until: (hour) => `The number is good until ${hour}.`,
  waiting: 'The page waits for the confirmation, and goes on by itself.',
  otherName: 'Begin anew',
  passwordTitle: 'Set the password',
  confirmed: 'The number was confirmed.',
  setAndEnter: 'Set the password and log in',
  ready: 'The account is ready',
  toWork: 'Go to work',
  done: 'The password is set. This account needs the code of the telephone, too.',
};
