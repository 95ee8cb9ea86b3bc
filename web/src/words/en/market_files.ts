import type { marketFiles as pl } from '../pl/market_files';
import { plural } from '../plural';

const rows = { one: 'row', few: 'rows', many: 'rows' };

export const marketFiles: typeof pl = {
  act: 'Read from a file',
  actOfGminas: 'Places of gminas from a file',
  title: { offers: 'Offers from a file', trainings: 'Trainings from a file', fairs: 'Fairs and exchanges from a file', gminas: 'Places of gminas from a file' },
  template: 'Template of the file',
  templateHelp: 'One row is one thing; the first row names the columns. The same file a second time changes nothing.',
  file: 'CSV file',
  large: 'The file is too large (2 MB at most).',
  missing: 'Please choose a file.',
  check: 'Check the file',
  failed: 'The file could not be read.',
  found: (n, changed, same) => `New: ${n}, changed: ${changed}, the same: ${same}.`,
  rejected: (n) => `Not taken: ${plural('en', n, rows)}. The others are taken without them.`,
  nothing: 'The file changes nothing.',
  take: (n) => `Take: ${plural('en', n, rows)}`,
  taken: (n, rejected) => `Taken: ${plural('en', n, rows)}${rejected > 0 ? `; left out: ${rejected}` : ''}.`,
  preview: 'What becomes of each row',
  rejects: 'What cannot be taken',
  columns: { line: 'Row', title: 'What', becomes: 'Becomes', column: 'Column', reason: 'Reason' },
  whole: 'the whole file',
  becomes: { new: 'new', changed: 'changed', same: 'the same' },
};
