import type * as pl from '../pl/colleague';

export const colleague: typeof pl.colleague = {
  title: 'Whom to call?',
  search: 'Name or office',
  found: 'Consultants',
  count: (shown, hasMore) => (hasMore ? `The first ${shown}` : `At work: ${shown}`),
  consequence: 'Until somebody answers you go on talking with the client. Then the client hears music, or all three of you talk.',
  call: 'Ask somebody',
  apart: 'Ask apart',
  together: 'Talk all three',
  makeTogether: 'All three talk',
  makeApart: 'Apart',
  handOver: 'Hand the call over',
  back: 'Back to the client',
  stop: 'Stop ringing',
  leave: 'Leave the call',
  asks: (who) => `${who} wants to talk about a client.`,
  rings: (who) => `Ringing: ${who}`,
  modes: {
    apart: (who) => `Apart: ${who}. The client hears music`,
    together: (who) => `All three: ${who}`,
  },
  notReached: {
    no_answer: 'The client did not answer.',
    busy: 'The client’s line is engaged.',
    declined: 'The client declined the call.',
    unreachable: 'The client’s number cannot be reached.',
    given_up: 'The client is not rung any more.',
    not_taken: 'Your own telephone was not answered: the client was not rung.',
    failed: 'The client could not be rung.',
    interrupted: 'A fault of the program has ended the ringing.',
    reached: '',
  },
  own: { apart: 'A consultant asks you, the client hears music', together: 'All three of you talk' },
  supervised: {
    whisper: (who) => `Whispers: ${who}`,
    barge_in: (who) => `In the conversation: ${who}`,
  },
  askHelp: 'Ask for help',
  stopHelp: 'No help any more',
  helpAsked: 'Supervisors see that you ask for help',
  listening: {
    title: 'Listening in',
    end: 'Stop listening',
    telephone: 'Telephone in this browser',
  },
  /** Before a recording begins, or is destroyed. */
  recording: {
    starting: {
      title: 'Record this call?',
      consequence:
        'Please ask the caller first whether they agree to the recording, and say what it is for. The consent is written down with the time and your name.',
      cancel: 'Do not record',
      confirm: 'The caller agreed, record',
    },
    withdrawal: {
      title: 'Withdraw the consent to the recording?',
      consequence:
        'The recording of this call is destroyed at once, that of its earlier conversations, too. Nothing more is recorded in this call. This cannot be undone.',
      cancel: 'Keep the recording',
      confirm: 'Withdraw and destroy the recording',
    },
  },
  transfer: {
    title: 'Transfer the call',
    office: 'To the queue of',
    choose: 'Choose an office',
    topic: 'Matter',
    sameTopic: 'as it is',
    consequence: 'The client goes back to the queue with the wait of before, and your part of the call ends.',
    waiting: (waiting) => (waiting === 0 ? 'nobody waits' : `${waiting} waiting`),
    cancel: 'Cancel',
    confirm: 'Transfer',
    confirmTo: (office) => `Transfer: ${office}`,
  },
  keypad: {
    title: 'Tone keypad',
    key: (key) => (key === '*' ? 'star' : key === '#' ? 'hash' : key),
    sent: 'Sent',
    help: 'Digits, * and # of the computer’s keyboard work, too.',
  },
};
