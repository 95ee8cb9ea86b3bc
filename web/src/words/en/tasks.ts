/** What people come to do, in their own words: the palette finds it by them, the home page lists it. */
import type * as pl from '../pl/tasks';

export const tasks: typeof pl.tasks = {
  title: 'Usual tasks',
  places: { people: 'Person', offices: 'Office', articles: 'Article' },
  searching: 'Looking for people, offices and articles…',
  failed: 'People and articles could not be searched.',
  at: {
    '/consultants': { says: 'Hire or dismiss a consultant', by: 'employ new telephone queues skills leave' },
    '/accounts': { says: 'Make or close an account', by: 'user login password rights role block' },
    '/hours': { says: 'Close early today, or change hours', by: 'opening holidays exception evening closed calendar' },
    '/announcements': { says: 'Add or record an announcement', by: 'prompt recording voice text' },
    '/emergency-messages': { says: 'Switch on an emergency message', by: 'failure urgent warning' },
    '/queue-rules': { says: 'Change the rules of a queue', by: 'overflow help waiting strategy priority' },
    '/offices': { says: 'Correct the data of an office', by: 'address telephone branch move seat deputy' },
    '/numbers': { says: 'Add a number', by: 'line hotline scenario' },
    '/topics': { says: 'Change topics of calls', by: 'subject category' },
    '/pause-reasons': { says: 'Add a reason for pauses', by: 'break code' },
    '/transfer-targets': { says: 'Add a number for transfers', by: 'hand over outside institution' },
    '/reports': { says: 'See a report', by: 'figures statistics month' },
    '/articles': { says: 'Write an article', by: 'answer knowledge draft' },
    '/exports': { says: 'Give an office its file', by: 'export file' },
    '/help-desk': { says: 'Answer problems', by: 'help report technician' },
    '/operation': { says: 'See how the system works', by: 'failure alarm process state server' },
    '/program-keys': { says: 'Give a program a key', by: 'api integration token' },
    '/access-log': { says: 'See who looked at data', by: 'access control' },
    '/change-log': { says: 'See who changed what', by: 'history audit' },
    '/retention': { says: 'Change for how long things are kept', by: 'delete retention' },
    '/standards': { says: 'Find a form or a standard', by: 'publish procedure document acknowledge' },
    '/calendar': { says: 'See trainings and deadlines', by: 'calendar enter date deployment meeting' },
    '/account': { says: 'Change the own password', by: 'sessions one-time code language keys account' },
  },
};
