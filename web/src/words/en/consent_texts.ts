import type { consentTexts as pl } from '../pl/consent_texts';

export const consentTexts: typeof pl = {
  title: 'Texts of consents',
  intro:
    'What a consultant reads to a client when asking for a consent, explaining it and noting its withdrawal. An office’s text goes before the province’s. The register keeps the one that was read.',
  act: 'New text',
  none: {
    what: 'Here are the centre’s own texts of consents.',
    why: 'Nobody has set one, so those of the installation hold.',
    step: 'Another one is set by “New text”, after the opinion of the data protection officer.',
  },
  kind: 'Kind',
  kinds: { consent: 'question', information: 'explanation', withdrawal: 'after a withdrawal' },
  purpose: 'Purpose',
  everyPurpose: 'every purpose',
  words: 'Text',
  wordsHelp: 'In Polish, in one paragraph.',
  basis: 'Basis',
  basisHelp: 'Why so, for example: opinion of the data protection officer of 2.12.2026.',
  confirm: 'Set the text',
  done: (day) => `The text is set from ${day}.`,
  failed: 'The text could not be set.',
  shipped: 'Where there is no own text',
};
