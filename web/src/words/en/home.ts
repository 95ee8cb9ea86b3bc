/** Where somebody begins who has no desk and no board. */
import { plural } from '../plural';
import type { home as pl } from '../pl/home';

const things = { one: 'thing waits', few: 'things wait', many: 'things wait' };
const alarms = { one: 'alarm', few: 'alarms', many: 'alarms' };
const offices = { one: 'office has', few: 'offices have', many: 'offices have' };

export const home: typeof pl = {
  title: 'Start',
  waits: {
    title: 'What waits',
    none: 'Nothing waits for you.',
    open: (n: number) => plural('en', n, things),
    mine: (n: number) => `yours ${n}`,
    late: (n: number) => `late ${n}`,
    all: 'All that waits',
    alarms: (n: number) => `${plural('en', n, alarms)} on the board`,
    operation: (n: number) => `${plural('en', n, alarms)} of the system`,
  },
  steps: {
    title: 'First steps',
    intro: (done: number, of: number) => `${done} of ${of} are done. They go away when all are.`,
    done: 'done',
    next: 'to be done',
    shipped: (n: number) => `${plural('en', n, offices)} the hours that came with the product`,
    missing: (what: string) => `Missing: ${what}`,
    more: (n: number) => `and ${n} more`,
    names: {
      second_person: 'A second administrator',
      offices: 'Addresses and telephones of the offices',
      hours: 'Opening hours',
      numbers: 'Numbers with a scenario',
      supervisors: 'A supervisor, who sees the board and the calls',
      consultants: 'Consultants with a password',
      telephones: 'A consultant who has begun to work',
      first_call: 'The first conversation',
    },
    why: {
      second_person: 'Some acts are confirmed by a second person. One makes an account, another one says whose it is.',
      offices: 'Whoever calls outside the hours hears address and telephone.',
      hours: 'Outside the hours callers hear when the office answers.',
      numbers: 'The scenario says what callers of the number hear.',
      supervisors: 'A supervisor confirms the number with which a consultant activates the account, and lets consultants see clients.',
      consultants: 'The consultant chooses “I have no password yet” at the log-in and sets one by a number that somebody else confirms.',
      telephones: 'The consultant logs in and chooses a telephone, in the browser or on the desk, and presses “Ready”.',
      first_call: 'Ring the hotline and ask for a consultant.',
    },
  },
};
