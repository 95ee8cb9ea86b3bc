import type { callbacks as pl } from '../pl/callbacks';

export const callbacks: typeof pl = {
  title: 'Call-backs',
  intro: 'People whom the centre could not reach by itself can be rung from here. Your own telephone rings first. Who rang is written down.',
  states: {
    given_up: 'not reached',
    waiting: 'the centre will ring by itself',
    talked: 'talked',
    withdrawn: 'withdrawn',
    replaced: 'replaced by a newer one',
    every: 'all',
  },
  none: {
    what: 'Those who asked to be rung back are here.',
    why: 'Nobody waits in this state now.',
    step: 'Please choose another state. New orders come by themselves.',
  },
  afterFault: 'after a fault',
  columns: { at: 'Ordered', topic: 'Matter', office: 'Office', state: 'State', last: 'Last trial', ring: 'Telephone' },
  outcomes: {
    talked: 'talked',
    no_answer: 'no answer',
    not_confirmed: 'not confirmed',
    agent_missed: 'the consultant did not answer',
    failed: 'could not be connected',
    busy: 'busy',
    declined: 'declined',
    unreachable: 'unreachable',
  },
  ring: 'Ring',
  ringThat: (moment) => `Ring: ordered ${moment}`,
  rings: 'Your telephone rings.',
  failed: 'Nobody could be rung.',
};
