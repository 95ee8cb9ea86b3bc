import type { things as pl } from '../pl/things';

const have = (n: number) => (n === 1 ? '1 consultant has' : `${n} consultants have`);

export const things: typeof pl = {
  filter: { open: 'open', closed: 'closed', every: 'all' },
  states: { open: 'open', closedOn: (day: string) => `closed ${day}` },
  changed: 'Last change',
  withSystem: 'with the installation',
  open: (name: string) => `Open: ${name}`,
  change: 'Change',
  confirmChange: 'Save changes',
  saved: (name: string) => `Saved: ${name}. The change holds from now on.`,
  joined: (who: string, hour: string) =>
    `Not saved: ${who} has changed this meanwhile, at ${hour}. Those changes are in the form now, and what you typed has stayed. Please check and save again.`,
  unused: 'Nothing uses it now.',
  used: 'What uses it:',
  uses: {
    articles: (n: number, _names: string) => `articles for these people: ${n}`,
    assessment_forms: (n: number, names: string) => `forms of assessments: ${names || n}`,
    calls: (n: number, _names: string) => (n >= 1000 ? 'at least 1000 calls in 7 days' : `calls in 7 days: ${n}`),
    consultants: (n: number, _names: string) => `${have(n)} this skill`,
    opening_hours: (n: number, names: string) => `opening hours: ${names || n}`,
    paused_now: (n: number, _names: string) => `${have(n)} such a pause now`,
    queue_rules: (n: number, names: string) => `rules of queues: ${names || n}`,
    recording_rules: (n: number, names: string) => `rules of recording: ${names || n}`,
    scenarios: (_n: number, names: string) => `scenarios: ${names}`,
    transfer_targets: (_n: number, names: string) => `institutions that callers can be connected with: ${names}`,
    variants: (_n: number, names: string) => `other scenarios on some days: ${names}`,
  },
  changes: {
    title: 'History of changes',
    at: 'When',
    who: 'Who',
    what: 'What',
    none: 'Nobody of the staff has changed anything here.',
    made: 'made',
    closed: 'closed',
    restored: 'restored',
    other: 'technical fields changed',
    field: (name: string, before: string, after: string) =>
      before === '' ? `${name}: ${after}` : after === '' ? `${name}: “${before}” removed` : `${name}: “${before}” → “${after}”`,
    all: 'All changes in the log',
  },
};
