import type { imports as pl } from '../pl/imports';
import { plural } from '../plural';

const lines = { one: 'row', few: 'rows', many: 'rows' };
const people = { one: 'person', few: 'people', many: 'people' };

export const imports: typeof pl = {
  title: 'Imports from the office system',
  none: {
    what: 'Each reading of clients’ data from an office’s own system stands here.',
    why: 'There have been no imports yet. Delivered extracts are read each night.',
    step: 'Not to wait, please use “Begin an import”.',
  },
  kind: 'Kind',
  kinds: { full: 'full', delta: 'changes' },
  extractAt: 'Data as of',
  began: 'Began',
  took: 'Took',
  rejectedRows: 'Rejected rows',
  askedBy: 'Asked by',
  nightly: 'nightly',
  states: {
    waiting: 'waiting',
    reading: 'reading files',
    checking: 'checking',
    writing: 'writing',
    done: 'done',
    refused: 'refused',
    quarantined: 'held for a decision',
    failed: 'failed',
  },
  progressOf: (office) => `Progress of the import: ${office}`,
  begin: {
    act: 'Run an import now',
    title: 'Run an import now?',
    source: 'From where',
    delivered: 'extracts that were delivered and wait',
    file: 'a file of this computer',
    zip: 'ZIP file',
    zipHelp: 'With manifest.json and the files that it names.',
    consequence: 'Calls go on, the import gives way to them. The data change as a whole or not at all.',
    confirm: 'Run the import',
    done: (n) => (n === 0 ? 'No extract waits.' : `${plural('en', n, { one: 'import', few: 'imports', many: 'imports' })} ordered.`),
    failed: 'The import could not be ordered.',
  },
  details: (office, day) => `Import: ${office}, ${day}`,
  close: 'Close the details',
  open: (office, day) => `Show the import: ${office}, ${day}`,
  nothingChanged: 'The data of the office were not changed.',
  summary: (of) => {
    const rows = (n: number) => plural('en', n, lines);
    const done = [
      ...(of.new ? [`new: ${rows(of.new)}`] : []),
      ...(of.changed ? [`changed: ${rows(of.changed)}`] : []),
      ...(of.gone ? [`gone: ${rows(of.gone)}`] : []),
    ];
    const odd = [
      ...(of.rejected ? [`Rejected: ${rows(of.rejected)}.`] : ['Nothing was rejected.']),
      ...(of.repairs ? [`Repaired: ${plural('en', of.repairs, { one: 'value', few: 'values', many: 'values' })}.`] : []),
    ];
    return [`Read: ${plural('en', of.people, people)}; ${done.join(', ') || 'nothing has changed'}.`, ...odd].join(' ');
  },
  counts: {
    title: 'Rows',
    entity: 'File',
    read: 'read',
    new: 'new',
    changed: 'changed',
    same: 'unchanged',
    gone: 'gone',
    moved: 'from another office',
    elsewhere: 'with another office',
    rejected: 'rejected',
    none: 'Nothing has been read yet.',
    entities: {
      person: 'persons',
      registration: 'registrations',
      qualification: 'qualifications',
      employment_period: 'employment',
      visit: 'visits',
      benefit: 'benefits',
      referral: 'referrals',
      participation: 'participation',
      decision: 'decisions',
      offer: 'offers',
      employer: 'employers',
      training: 'trainings',
      event: 'events',
    },
  },
  tabs: { label: 'Details of the import', counts: 'Rows', rejects: 'Rejected rows and values', repairs: 'Repaired characters' },
  rejects: {
    none: {
      what: 'Rows that were not read stand here, with the reason.',
      why: 'Nothing was rejected.',
      step: 'Nothing has to be done.',
    },
    save: 'Save as a file',
    file: (office) => `rejects-${office}.csv`,
    line: 'Row',
    column: 'Column',
    reason: 'Reason',
  },
  repairs: {
    none: {
      what: 'Values that the import put right by itself stand here.',
      why: 'Nothing needed repair.',
      step: 'Nothing has to be done.',
    },
    kinds: { mojibake: 'wrong Polish letters', encoding: 'another encoding of the file', space: 'spaces within a word' },
  },
  quarantine: {
    why: (rows, persons) =>
      `It would take away ${plural('en', rows, lines)}, among them ${plural('en', persons, people)}. Please check in the office that the extract is complete.`,
    act: 'Let this import in',
    refuse: 'Refuse this import',
    refuseTitle: 'Refuse this import?',
    refuseMeans: (office) => `Office ${office}: the data stay as they are. The next full extract is read as usual. Your account is noted with this decision.`,
    refuseConfirm: 'Refuse the import',
    refuseFailed: 'The import could not be refused.',
    refusedBy: 'Refused by',
    title: 'Let in an import that takes data away?',
    consequence: (office, rows, persons) =>
      `Office ${office}: ${plural('en', rows, lines)} go, among them ${plural('en', persons, people)}. The hotline will not recognise these people. Your account is noted with this decision.`,
    confirm: (rows) => `Let it in: ${plural('en', rows, lines)} go`,
    failed: 'The import could not be let in.',
    by: 'Let through by',
  },
  said: (office, state) => `Import, ${office}: ${state}.`,
};
