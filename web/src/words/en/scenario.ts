import { plural } from '../plural';
import type { scenario as pl } from '../pl/scenario';

/** One scenario on the drawing board: the frame around canvas, outline and panels. */
export const scenario: typeof pl = {
  title: (title: string) => title || 'Scenario',
  back: 'Scenarios',
  notOpened: 'The scenario could not be read.',
  noDraft: 'There is no draft. What you see answers callers.',
  onlyRead: (version: number) => `Version ${version}, to be read only`,
  toDraft: 'Go to the draft',
  begin: 'Begin a draft',
  notBegun: 'The draft could not be begun.',
  states: { draft: 'Draft', in_review: 'In review', approved: 'Approved', published: 'Published', discarded: 'Discarded' },
  inReview: 'The draft is in review: nobody changes it now. An author may take it back under “Changes”.',
  undo: 'Undo',
  redo: 'Redo',
  views: { label: 'View of the scenario', canvas: 'Drawing', outline: 'List', texts: 'Texts' },
  panels: {
    label: 'Details of the scenario',
    node: 'Node',
    findings: 'Findings',
    trial: 'Trial',
    cases: 'Tests',
    review: 'Changes',
    history: 'History',
    overlay: 'Traffic',
  },
  findings: {
    none: 'There is nothing to say. The scenario can be sent to review.',
    errors: (n: number) => plural('en', n, { one: 'error', few: 'errors', many: 'errors' }),
    warnings: (n: number) => plural('en', n, { one: 'warning', few: 'warnings', many: 'warnings' }),
    severity: { error: 'Error', warning: 'Warning' },
    checking: 'Checking…',
    whole: 'The whole scenario',
  },
  conflict: {
    who: (who: string, when: string) => `${who} saved this draft at ${when}. Your changes are here, and nothing is lost.`,
    nodes: (names: string) => `Both of you changed: ${names}.`,
    theirs: 'What that person changed',
    mine: 'What you changed',
    failed: 'The changes could not be compared.',
  },
  leave: 'The last changes of the scenario are not saved yet. Leave the page?',
  toList: 'Back to the list',
  noNode: 'Please choose a node on the drawing or in the list.',
  keys: { undo: 'Undo a change of the scenario', redo: 'Redo a change of the scenario' },
};
