import { plural } from '../plural';
import type { scenarioOverlay as pl } from '../pl/scenario_overlay';

const calls = { one: 'call', few: 'calls', many: 'calls' };

export const scenarioOverlay: typeof pl = {
  title: 'Traffic of the scenario',
  intro: 'Where calls went, where callers hung up, and how long they were in each node.',
  none: {
    what: 'Here is how many calls came through each node, and where callers hung up.',
    why: 'No call went through this scenario on these days.',
    step: 'Please choose another period or version.',
  },
  period: 'Period',
  periods: { today: 'today', yesterday: 'yesterday', week: 'the last 7 days', month: 'the last 4 weeks' },
  version: 'Version',
  everyVersion: 'all together',
  versionOf: (version: number, n: number) => `version ${version} (${plural('en', n, calls)})`,
  facts: {
    calls: 'Calls',
    hungUp: 'Hung up on the way',
    stay: 'Time in the scenario',
    live: 'Callers now',
    complete: 'Complete until',
  },
  unknown: 'not known',
  liveUnknown: 'Nobody knows where callers are now: the centre does not answer. The figures of the period are right.',
  others: (n: number) => `Callers in further nodes: ${n}.`,
  versions: 'Versions side by side',
  columns: {
    node: 'Node',
    calls: 'Calls',
    hungUp: 'Hung up',
    version: 'Version',
  },
  now: (n: number) => `${n} now`,
  stay: (median: string, most: string) => `${median} / ${most}`,
  hungUpOf: (n: number, percent: string) => `${n} (${percent})`,
  show: (node: string) => `Show the node “${node}”`,
  gone: 'not in the version that is shown',
  allOf: (n: string, node: string) => `${n}: all calls of the node “${node}”`,
  hungUpListOf: (n: string, node: string) => `${n}: calls hung up in the node “${node}”`,
  heat: {
    title: 'How to read it',
    stay: 'Time: usually, and behind the stroke at most in nine of ten calls.',
    node: 'Colour of a node: the share of callers who hung up in it. Of fewer than 30 calls there is none.',
    edge: 'Colour of an arrow: the share of calls that went this way. Two outcomes to the same node are one arrow.',
    outer: 'The node of a sub-scenario holds everything that happens inside.',
    talk: 'Time in a queue contains the conversation. Who hung up after a conversation is not counted here.',
  },
};
