import type { events as pl } from '../pl/events';
import { plural } from '../plural';

const count = (n: number) => plural('en', n, { one: 'event', few: 'events', many: 'events' });

export const events: typeof pl = {
  title: 'Fairs and exchanges',
  intro: 'Fairs and exchanges that one can come to. The line and the search of the knowledge base find them at once.',
  none: { what: 'Here are fairs and exchanges of jobs.', why: 'There are none now.', step: 'The button “New event” adds one, and so does a file.' },
  count,
  map: 'Counties: how many events',
  words: 'Title, town or place',
  kind: 'Kind',
  kinds: { fair: 'job fair', exchange: 'job exchange' },
  past: 'Those that are over, too',
  province: 'the whole province',
  columns: { title: 'Title', town: 'Town', place: 'Place', starts: 'Beginning', ends: 'End', source: 'Where it is announced' },
  open: (title) => `Event: ${title}`,
  day: 'Day',
  lastDay: 'Last day',
  fromHour: 'From',
  untilHour: 'Until',
  notHour: 'An hour is, for example, 10:00.',
  make: 'New event',
  changeTitle: 'Change the event',
  confirmMake: 'Add the event',
  confirmChange: 'Save',
  made: (title) => `Added: ${title}.`,
  saved: (title) => `Saved: ${title}.`,
  failed: 'It could not be saved.',
  remove: 'Remove',
  removeOf: (title) => `Remove: ${title}`,
  removeTitle: (title) => `Remove: ${title}?`,
  removeConsequence: 'The line and the search will not tell it any more. The log of changes keeps it.',
  confirmRemove: 'Remove the event',
  removed: (title) => `Removed: ${title}.`,
};
