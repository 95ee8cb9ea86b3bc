/** The rules of a queue as sentences, one a value. Pure but for the language. */
import { duration } from '../../time/format';
import { t } from '../../words';
import type { Policy } from './queue_rules_api';

export const GROUPS = ['help', 'order', 'first', 'talk', 'wait', 'ring'] as const;
export type Group = (typeof GROUPS)[number];

export interface Sentence {
  group: Group;
  /** The value that it tells; of two that only make sense together the first. */
  key: keyof Policy;
  says: string;
}

export interface Named {
  office: (code: string) => string;
  topic: (id: string) => string;
}

export const KINDS = ['callback', 'resumed', 'dropped'] as const;

const percent = (share: number) => `${decimal(share * 100, 1)} %`;

/** "0,25": as it is typed, too. */
export function decimal(value: number, digits = 4): string {
  return String(Number(value.toFixed(digits))).replace('.', ',');
}

/** What helps and when, and who answers: what a list of offices says of each. */
export const CHIEF: readonly (keyof Policy)[] = ['is_closed', 'neighbours_after', 'everyone_after'];

export function sentencesOf(policy: Policy, named: Named): Sentence[] {
  const s = t.queueRules.says;
  const found: Sentence[] = [];
  const say = (group: Group, key: keyof Policy, says: string | readonly string[]) => found.push(...[says].flat().map((one) => ({ group, key, says: one })));
  const neighbours = policy.neighbours.map(named.office).join(', ');

  say('help', 'is_closed', policy.is_closed ? s.closed : s.open);
  say('help', 'neighbours_after', helpOf(policy, neighbours));
  say('help', 'everyone_after', policy.everyone_after === null ? s.everyoneNever : s.everyoneAfter(duration(policy.everyone_after)));
  say('help', 'activate_ratio', policy.activate_ratio === null ? s.ratioNone : s.ratio(decimal(policy.activate_ratio), decimal(policy.release_ratio)));
  say('help', 'overflows_when_empty', policy.overflows_when_empty ? s.emptyGoes : s.emptyStays);
  say('help', 'stand_in', policy.stand_in ? s.standIn(named.office(policy.stand_in)) : s.standInNone);
  say('help', 'reserve', policy.reserve ? s.reserve(policy.reserve) : s.reserveNone);

  say('order', 'strategy', s.strategies[policy.strategy]);
  if (policy.strategy === 'fair') {
    say('order', 'calls_weight', s.mix(percent(policy.calls_weight), percent(1 - policy.calls_weight), duration(policy.usual_handle_time)));
  }
  say('order', 'window_time', s.window(duration(policy.window_time)));
  say('order', 'settling_time', policy.settling_time ? s.settling(duration(policy.settling_time)) : s.settlingNone);
  const topics = Object.entries(policy.topics).filter(([, steps]) => steps.length > 0);
  say('order', 'topics', topics.length ? topics.map(([topic, steps]) => s.topic(named.topic(topic), stepsOf(steps))) : s.topicsNone);

  say('first', 'home_lead', policy.home_lead ? s.lead(duration(policy.home_lead)) : s.leadNone);
  const kinds = KINDS.filter((kind) => policy.head_starts[kind]);
  say('first', 'head_starts', kinds.length ? kinds.map((kind) => s.headStart(s.kinds[kind], duration(policy.head_starts[kind] ?? 0))) : s.headStartsNone);
  const first = Object.entries(policy.topic_head_starts).filter(([, lead]) => lead > 0);
  say('first', 'topic_head_starts', first.length ? first.map(([topic, lead]) => s.topicHeadStart(named.topic(topic), duration(lead))) : s.topicHeadStartsNone);

  say('talk', 'ring_time', s.ringTime(duration(policy.ring_time)));
  say('talk', 'wrap_up_time', s.wrapUp(duration(policy.wrap_up_time), policy.wrap_up_extensions));
  say('talk', 'whispers', policy.whispers ? s.whispers : s.whispersNot);
  say('talk', 'tells_of_listening', policy.tells_of_listening ? s.listening : s.listeningNot);

  say('wait', 'announce_every', s.announce(duration(policy.announce_every)));
  const { callback_after: after, callback_tries: tries, callback_retry_time: retry } = policy;
  say('wait', 'callback_after', after === null ? s.callbackNone : s.callback(duration(after), tries, duration(retry)));
  say('wait', 'longest_wait_time', s.longest(duration(policy.longest_wait_time)));
  say('wait', 'capacity', s.capacity(policy.capacity));
  say('wait', 'resume_time', s.resume(duration(policy.resume_time)));
  say('wait', 'rings_back_after_fault', policy.rings_back_after_fault ? s.afterFault : s.afterFaultNot);

  say('ring', 'client_calls_a_day', s.clientCalls(policy.client_calls_a_day));
  say('ring', 'shown_number', policy.shown_number ? s.shown(policy.shown_number) : s.shownLine);
  return found;
}

/** "poziom 3, po 60 s odbiera każdy". */
export function stepsOf(steps: Policy['topics'][string]): string {
  const s = t.queueRules.says;
  return steps.map(({ after, level }) => (after === 0 ? s.level(level) : s.levelAfter(duration(after), level))).join(', ');
}

function helpOf({ neighbours_after: after }: Policy, neighbours: string): string {
  const s = t.queueRules.says;
  if (!neighbours) return s.neighboursNone;
  return after === null ? s.neighboursNever : s.neighboursAfter(duration(after), neighbours);
}

export interface Change {
  before: string;
  after: string;
}

/** What is another: each sentence before and after; empty where there is none. */
export function changesBetween(before: Policy, after: Policy, named: Named): Change[] {
  const [olds, news] = [sentencesOf(before, named), sentencesOf(after, named)];
  const joined = (of: Sentence[], wanted: keyof Policy) =>
    of
      .filter(({ key }) => key === wanted)
      .map(({ says }) => says)
      .join(' ');
  return [...new Set([...olds, ...news].map(({ key }) => key))]
    .map((key) => ({ before: joined(olds, key), after: joined(news, key) }))
    .filter((change) => change.before !== change.after);
}
