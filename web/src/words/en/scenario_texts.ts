import { plural } from '../plural';
import type { scenario_texts as pl } from '../pl/scenario_texts';

/** What callers hear in a scenario, its languages side by side. */
export const scenario_texts: typeof pl = {
  title: 'Announcements of this scenario',
  help: 'In the order of a call. Announcements of sub-scenarios stand with those. A time without “about” was measured on the sound that callers hear.',
  what: 'Announcement',
  where: 'Nodes',
  languages: { pl: 'Polish', en: 'English', uk: 'Ukrainian' },
  missing: 'missing',
  unknown: 'There is no such announcement.',
  write: 'Write',
  writeOf: (prompt: string, language: string) => `Write: ${prompt}, ${language}`,
  hear: (prompt: string, language: string) => `Listen: ${prompt}, ${language}`,
  reckoned: (time: string) => `about ${time}`,
  filter: 'Show',
  filters: {
    every: 'all',
    any: 'those that lack a language',
    pl: 'without Polish',
    en: 'without English',
    uk: 'without Ukrainian',
  },
  count: (n: number) => plural('en', n, { one: 'announcement', few: 'announcements', many: 'announcements' }),
  together: (time: string) => `, ${time} in Polish`,
  none: 'This scenario says nothing yet.',
  complete: 'Nothing is missing.',
};
