/** The number by which an account is activated. */
export const number = {
  act: 'Confirm the number',
  title: (name: string) => `Activation of the account: ${name}`,
  what: 'The owner of the account sees the number on the page “Activation of an account”. Make sure that it is this person who reads it.',
  number: 'Number',
  help: 'Six digits, for example 483 920.',
  wrong: 'The number has six digits.',
  confirm: 'Confirm the number',
  done: (name: string) => `The number was confirmed: ${name} can set a password.`,
  failed: 'The number could not be confirmed.',
};
