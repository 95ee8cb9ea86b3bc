import { plural } from '../plural';
import type { blocks as pl } from '../pl/blocks';

export const blocks: typeof pl = {
  saving: {
    typed: 'not saved',
    incomplete: 'Not saved: something is missing.',
    saving: 'saving…',
    saved: (hour) => `saved ${hour}`,
    kept: 'Not saved: no connection. The text waits on this page and is sent by itself.',
    refused: 'Not saved.',
    conflict: 'Not saved: somebody else changed it meanwhile. Nothing is lost, please choose.',
    keepMine: 'Save mine',
    takeTheirs: 'Take what is saved',
    now: 'Save now',
  },
  rules: {
    days: 'In force',
    span: (from, until) => (until ? `${from} – ${until}` : `from ${from}`),
    standings: { inForce: 'in force', planned: 'planned', over: 'no longer in force', replaced: 'replaced before it began' },
    by: 'Set by',
    system: 'with the installation',
    province: 'province',
    whose: 'For whom',
    basis: 'Basis',
    from: 'From',
  },
  narrowed: { why: 'Nothing fits the filter.', step: 'Please change the filter or the period.' },
  markedGone: 'What the link led to is not in this list. Somebody may be done with it.',
  moreFilters: (set) => (set === 0 ? 'More filters' : `More filters (set: ${set})`),
  copy: { act: (what) => `copy: ${what}`, done: 'copied' },
  discard: { question: 'What was typed will be lost.', yes: 'Discard', no: 'Back to the form', restored: 'What you had typed before the page was loaded anew is back.' },
  wrong: {
    missing: 'Please fill in this field.',
    short: (least) => `At least ${plural('en', least, { one: 'character', few: 'characters', many: 'characters' })}.`,
    long: (most) => `At most ${plural('en', most, { one: 'character', few: 'characters', many: 'characters' })}.`,
    day: 'Please write the day as dd.mm.yyyy, for example 26.11.2026.',
    early: (day) => `Not before ${day}.`,
    late: (day) => `Not after ${day}.`,
    number: 'Please write a number.',
    small: (least) => `At least ${least}.`,
    big: (most) => `At most ${most}.`,
  },
};
