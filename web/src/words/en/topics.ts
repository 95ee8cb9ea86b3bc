import type { topics as pl } from '../pl/topics';

export const topics: typeof pl = {
  title: 'Topics of calls',
  intro: 'What calls are about. The caller chooses the topic in a menu; consultants, hours and rules of recording go by it.',
  none: { what: 'Here are the topics of calls.', why: 'There is none yet.', step: 'The first is added with the button “New topic”.' },
  name: 'Topic',
  whispered: 'Announced to the consultant',
  whisperedHelp: 'What the consultant hears before the call. Empty: the same as the topic.',
  place: 'Place in lists',
  placeHelp: 'Empty: the last.',
  make: 'New topic',
  change: 'Change of a topic',
  confirmMake: 'Add topic',
  made: (name) => `Topic added: ${name}. From now on scenarios, skills, hours and rules can name it.`,
  failed: 'The topic could not be saved.',
  close: {
    act: 'Close topic',
    title: (name) => `Close the topic ${name}?`,
    consequence: 'Nobody can choose it in new settings any more. Scenarios that set it go on, and calls of before keep its name.',
    confirm: 'Close this topic',
    done: (name) => `Topic closed: ${name}.`,
    failed: 'The topic could not be closed.',
  },
  restore: {
    act: 'Restore',
    title: (name) => `Restore the topic ${name}?`,
    consequence: 'It can be chosen again, with the same words.',
    confirm: 'Restore topic',
    done: (name) => `Topic restored: ${name}.`,
    failed: 'The topic could not be restored.',
  },
};
