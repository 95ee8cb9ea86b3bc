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
};
