import type { scenario_canary as pl } from '../pl/scenario_canary';

const percent = (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 1 });

/** A new version for a share of the calls first. */
export const scenario_canary: typeof pl = {
  title: 'A new version for a share of the calls',
  none: 'No version of this scenario came for a share of the calls first.',
  states: {
    running: 'goes on',
    too_few_calls: 'goes on, since there were too few calls',
    completed: 'came for all',
    taken_back: 'taken back',
    returned: 'went back by itself',
  },
  share: (version, share, beside) => `Version ${version} answers ${share} % of the calls, version ${beside} the others.`,
  was: (version, share, beside) => `Version ${version} answered ${share} % of the calls, version ${beside} the others.`,
  began: 'Since',
  until: 'Until',
  startedBy: 'Brought in by',
  ended: 'Ended',
  bySystem: 'the system, by itself',
  tooFew: (needed) =>
    `Its time is over, and not both versions have had ${needed} calls yet. The new one keeps its share until there are enough or somebody decides.`,
  returns: (hangUps, failures, calls) =>
    `The new version goes back by itself when hang-ups in the menu are more by over ${percent(hangUps)} percentage points, or failures by over ${percent(failures)}. Judged from ${calls} calls of each version on.`,
  compared: 'Both versions since the trial began',
  rows: {
    calls: 'Calls that are over',
    completed: 'Came to a queue, an aim or the end',
    hung_up: 'Hung up in the menu',
    failed: 'Failed',
    median_time: 'Half of them come to a queue or the end in',
  },
  columns: { figure: 'Figure', new: (version) => `Version ${version} (new)`, old: (version) => `Version ${version}` },
  ofAll: (n, share) => `${n} (${percent(share)} %)`,
  noTime: 'none',
  complete: {
    act: 'Bring in for all',
    title: (version) => `Bring version ${version} in for all?`,
    says: 'From the next call on all callers hear the new version. Calls under way keep theirs.',
    failed: 'The version could not be brought in for all.',
    done: 'The new version is in for all.',
  },
  stop: {
    act: 'Take the new version back',
    title: (version) => `Take version ${version} back?`,
    says: 'From the next call on all callers hear the version of before. Calls under way keep theirs.',
    failed: 'The version could not be taken back.',
    done: 'The new version is taken back.',
  },
  reason: 'Reason',
  reasonHelp: 'It stays in the history of the scenario.',
  fields: {
    intro: 'The new version answers a share of the calls first. The one in force goes on for the others.',
    share: 'Share of the calls (%)',
    shareHelp: 'From 1 to 50. The call decides on the version, not the number of the caller.',
    until: 'Until (at most 13 days from now)',
    limits: 'When the version goes back by itself',
    limitsHelp: 'By how many percentage points it may do worse than the one in force.',
    hangUps: 'Hang-ups in the menu (percentage points)',
    failures: 'Calls that fail (percentage points)',
    minCalls: 'Judge from so many calls on',
    minCallsHelp: 'Each of the two versions must have had them.',
  },
};
