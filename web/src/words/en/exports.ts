import type { exports as pl } from '../pl/exports';

export const exports: typeof pl = {
  title: 'Files for the offices',
  intro:
    'What consultants have written down goes back to the system of the office in signed files. They are made every night of what was written until the end of the day before. Each row is in exactly one file.',
  none: {
    what: 'Here are the files with what was written down in conversations with clients of the office.',
    why: 'There is nothing to be told yet.',
    step: 'Files are made at night; the button "Make now" does it at once.',
  },
  columns: { made: 'Made', kind: 'What is in it', rows: 'Rows' },
  kinds: { contacts: 'Notes of conversations', ninety_day: 'Regular contacts with evidence', corrections: 'Accepted corrections of data' },
  states: { made: 'waits to be fetched', fetched: 'fetched', confirmed: 'confirmed' },
  meaning: 'What the states mean',
  meanings: {
    made: 'The file is ready and signed. Nobody has fetched it here yet; the office may have taken it from the folder.',
    fetched: 'Somebody has fetched the file on this page. The system of the office has not confirmed that it took it in. If the file is lost, we make it anew.',
    confirmed: 'The office has confirmed by the sum that it has exactly this file. We do not make it anew any more.',
  },
  fetchedBy: (who, when) => `fetched by ${who}, ${when}`,
  confirmedAt: (when) => `confirmed ${when}`,
  signature: 'signature of the file',
  ask: {
    act: 'Make now',
    done: 'The files of all offices were asked for.',
    going: 'The files are asked for and being made. The list is read anew by itself.',
    failed: 'The files could not be asked for.',
  },
  fetch: {
    act: 'Fetch',
    of: (what) => `Fetch: ${what}`,
    done: 'The file was fetched. The access log has an entry of it for each client in the file.',
    failed: 'The file could not be fetched.',
  },
  confirm: {
    open: 'Confirm',
    of: (what) => `Confirm: ${what}`,
    title: 'Has the system of the office taken this file in?',
    intro: 'It is confirmed by the file that the office has taken in, or by its sum. If it is not the same file, nothing is changed.',
    file: 'The file that the office has taken in',
    fileHelp: 'The browser reckons the sum; the file is sent nowhere.',
    sum: 'Or the SHA-256 sum',
    sumHelp: '64 signs: digits and letters from a to f.',
    wrongSum: 'This is no SHA-256 sum: it needs 64 signs, digits and letters from a to f.',
    act: 'Confirm that the file was taken in',
    done: 'Confirmed: the office has this file.',
    failed: 'It could not be confirmed.',
  },
  key: {
    title: 'The key to check signatures',
    what: 'By this key an office checks that a file is ours and was not changed (Ed25519).',
    none: 'There is no key yet: it comes with the first files.',
    copy: 'key',
  },
};
