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
  done: 'The password is set. This account needs the code of the telephone, too.',
};

export const me: typeof pl.me = {
  title: 'My account',
  telephone: 'SIP telephone',
  telephoneHelp:
    'The telephone in the browser needs no password. One for a telephone on the desk is made here: it is shown once and to you alone, and the one before is void at once.',
  newPassword: 'New telephone password',
  once: 'Enter these into the telephone now. After you leave the page they cannot be read again.',
  user: 'User',
  password: 'Password',
  realm: 'Realm',
  port: 'Port',
  none: 'This account has no telephone. A supervisor or an administrator gives one.',
};
