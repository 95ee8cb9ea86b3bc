import type { parts as pl } from '../pl/parts';

export const parts: typeof pl = {
  title: 'Parts of pages',
  intro: 'Every part in every state, with made-up content. In demonstrations only: to be looked at and photographed.',
  sections: {
    buttons: 'Buttons',
    signs: 'Signs and messages',
    fields: 'Fields',
    dialog: 'Dialog with a form',
    states: 'Loading, late, failed, nothing there',
    list: 'List and details',
    rules: 'Rules with a first day',
    saving: 'Saving by itself',
    schema: 'Form of a schema',
  },
  word: 'Example',
  sentence: 'A sentence that says what has happened and what comes next.',
  wrong: 'This is too short.',
  open: 'Open the dialog',
  people: ['Anna Zając', 'Piotr Wrona', 'Zofia Żuraw'],
  columns: { who: 'Who', when: 'When', how: 'How' },
  none: {
    what: 'Calls will stand here.',
    why: 'There has been no call yet.',
    step: 'The first entry comes after the first call.',
  },
  failed: 'The list could not be loaded.',
};
