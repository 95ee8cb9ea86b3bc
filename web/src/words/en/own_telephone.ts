import type * as pl from '../pl/own_telephone';

export const ownTelephone: typeof pl.ownTelephone = {
  title: 'Telephone',
  help: 'The telephone in the browser needs no password. One for a telephone on the desk or in a mobile is made here: it is shown once and to you alone, and the one before is void at once.',
  newPassword: 'New telephone password',
  once: 'Enter these into the telephone now. After you leave the page they cannot be read again.',
  user: 'User',
  password: 'Password',
  realm: 'Realm',
  port: 'Port',
  qr: 'QR code of the telephone password',
  qrHelp: 'The QR code holds the password alone: it takes it to a mobile without typing.',
  none: 'This account has no telephone. A supervisor or an administrator gives one.',
  failed: 'The password of the telephone could not be made.',
};
