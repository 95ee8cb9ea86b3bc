import type { gaps as pl } from '../pl/knowledge_gaps';

export const gaps: typeof pl = {
  title: 'Gaps in the knowledge base',
  intro: 'What consultants search for and the knowledge base does not answer. Only words and numbers are kept: it is not known who asked.',
  list: {
    caption: 'Questions without an answer',
    intro: 'What was asked most often, and in most offices, comes first. A question for which something was found, and nothing was opened, weighs a quarter.',
    which: 'Show',
    kinds: { all: 'all gaps', nothing_found: 'nothing was found', not_opened: 'found, but nothing was opened' },
    words: 'Searched for',
    nothing: 'Nothing found',
    reported: (n: number) => `(reported: ${String(n)})`,
    unopened: 'Nothing opened',
    offices: 'Offices',
    last: 'Last',
    none: {
      what: 'Questions to which the knowledge base had no answer stand here.',
      why: 'Something was found and opened for every question.',
      step: 'Nothing has to be done. New questions come by themselves.',
    },
    write: 'Write an answer',
    writeOf: (words: string) => `Write an answer: ${words}`,
    close: 'Done with',
    closeOf: (words: string) => `Done with: ${words}`,
    closeTitle: 'Close this question?',
    closeHelp: 'If there is an answer already, please give its identifier. Empty: the question needs no answer.',
    articleId: 'Identifier of the answer',
    confirm: 'Close the question',
    failed: 'The question could not be closed.',
  },
};
