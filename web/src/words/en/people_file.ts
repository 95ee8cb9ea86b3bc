import type * as pl from '../pl/people_file';
import { plural } from '../plural';

const people = { one: 'person', few: 'people', many: 'people' };
const faults = { one: 'fault', few: 'faults', many: 'faults' };
const consultants = { one: 'consultant', few: 'consultants', many: 'consultants' };

export const peopleFile: typeof pl.peopleFile = {
  title: 'Many people from a file',
  intro: 'Accounts, consultants and telephones from one file. The file is checked as a whole; as long as there is a single fault in it, nothing is made.',
  template: 'Fetch the template.',
  templateHelp: 'Every spreadsheet opens it; its two people are examples.',
  fill: 'One person a row. The office is its code or its seat, queues of other offices stand apart by a comma or |, topics as "pracodawca=3|osoba bezrobotna=4". Columns and roles are Polish.',
  send: 'Save the file as CSV and choose it below.',
  file: 'CSV file',
  fileHelp: 'Semicolons or commas, UTF-8 or Windows-1250, at most 300 people.',
  large: 'The file is too large: at most 300 people.',
  check: 'Check the file',
  notRead: 'The file could not be checked.',
  faulty: (n) => `There ${n === 1 ? 'is' : 'are'} ${plural('en', n, faults)} in the file. Nothing was saved.`,
  faultTable: 'What has to be put right',
  whole: 'the whole file',
  columns: {
    line: 'Line',
    column: 'Column',
    fault: 'What is wrong',
    name: 'Name',
    account: 'Account',
    role: 'Role',
    queues: 'Queues',
    skills: 'Topics',
    telephone: 'Telephone',
    becomes: 'What will happen',
  },
  yes: 'yes',
  becomes: { hired: 'a new consultant', made: 'a new account', there: 'is there, no change' },
  right: (fresh, there) =>
    `The file is right. ${plural('en', fresh, people)} will be added${there > 0 ? `, and ${plural('en', there, people)} left out: they are there already` : ''}. Nothing was saved yet.`,
  waiting: (n) => `Clients' cards: ${plural('en', n, consultants)} will see them when the supervisor of the office has confirmed it. They take calls at once.`,
  preview: 'What will happen',
  make: (n) => `Add ${plural('en', n, people)}`,
  makeTitle: (n) => `Add ${plural('en', n, people)}?`,
  consequence: 'All accounts are made at once, or none. The name of an account is for ever: nobody else gets it. The same file sent once more changes nothing.',
  confirm: 'Add',
  notMade: 'These people could not be added. Nothing was saved.',
  made: (n) => `Added: ${plural('en', n, people)}.`,
  next: 'Each of these people opens the page "Activate an account" (/activate), types the name of the account and reads out the number that stands there. Somebody who knows them confirms it: a supervisor for a consultant, for another account another person than who made it. There are no numbers before, so none stands in this list: the owner of the account alone sees it.',
  list: 'New accounts',
  print: 'Print the list',
  another: 'Another file',
  consultants: 'Consultants',
};
