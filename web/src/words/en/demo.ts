import type * as pl from '../pl/demo';
import { plural } from '../plural';

const calls = { one: 'call', few: 'calls', many: 'calls' };

export const demo: typeof pl.demo = {
  title: 'System 7/24 — demonstration',
  intro: 'One telephone centre for the labour offices of Podlaskie. All people and data here are made up.',
  try: 'Three steps to begin with',
  steps: [
    'In this tab: enter as the consultant of Kolno and begin work.',
    'In a second tab: call as a client and key card and PIN. The telephone of the consultant rings.',
    'In a third tab: enter as a supervisor and see the same on the board, and calls of before in the reports.',
  ],
  call: 'Call as a client',
  callHelp: 'A telephone in the browser: the line answers by voice, and the words stand on the screen.',
  card: 'Made-up client',
  number: 'Card number',
  pin: 'PIN',
  office: 'Office',
  as: 'Who works here',
  enter: (name: string) => `Enter: ${name}`,
  finds: {
    consultant: 'Takes calls: sees who calls and why, writes notes, finds answers in the knowledge base.',
    supervisor: 'Leads the shift: live board, reports, recordings, assessments, requests of clients about their data.',
    pup_editor: 'Writes the answers of the own office and decides about proposals of consultants.',
    wup_editor: 'Edits the answers for the whole province and approves what other editors change.',
    managing_team: 'Looks at the whole province: board, reports, assessments, whether the logs are whole.',
    auditor: 'Checks who looked at data of clients, and that nobody has changed the records.',
    technician: 'Looks at the board and at the way of calls when something does not work.',
    administrator: 'Takes data from the systems of the offices and explains what could not be read.',
    observer: 'Of another institution, as the Marshal’s Office: sees sums in reports, never a person or a call.',
  },
  failed: 'This account could not be entered.',
  password: 'Log in with name and password',
  now: 'What goes on now',
  nowFailed: 'It is not known now what goes on. We ask again.',
  calls: (n: number) => (n === 0 ? 'Nobody is on the telephone now.' : `On the line: ${plural('en', n, calls)}.`),
  history: {
    none: 'No calls of before: reports fill from the first call on.',
    writing: (done: number, all: number) =>
      all === 0 ? 'Made-up calls of the last thirty days are being written…' : `Made-up calls of the last thirty days are being written: ${done} of ${all}.`,
    done: (n: number, from: string, to: string) =>
      `Reports, recordings and lists hold ${plural('en', n, calls)} from ${from} to ${to}. All of them are made up.`,
    left_out: 'No made-up calls: somebody had called before they could be written.',
  },
  show: {
    begin: 'Bring it to life',
    help: 'For ten minutes made-up clients will call made-up consultants, with real telephones. Best seen on the board of a supervisor.',
    end: 'End it',
    runs: (left: string) => `Made-up clients are calling. The end is in ${left}.`,
    ending: 'The last conversations are ending.',
    impossible: 'This installation has no telephones by which it could be brought to life.',
    failed: 'That could not be done.',
  },
};
