/** The form of a queue's rules: a field for each value, and what they make together. */
import { QueuePolicy_Input as L } from '../../api/limits';
import { choice, day, FormField, number, numberOf, optionalNumber, optionalChoice, several, text, yes } from '../../blocks/form/fields.svelte';
import { Form } from '../../blocks/form/form.svelte';
import { now } from '../../time/clock.svelte';
import { isoDay } from '../../time/format';
import { t } from '../../words';
import type { Policy } from './queue_rules_api';
import { decimal, type Group } from './sentences';

export type Steps = Policy['topics'][string];

/** What a consultant has to know of a topic; `kept`: steps that no choice of a level says. */
export interface Skill {
  level: string;
  relax: string;
  kept: Steps | null;
}

const whole = { isWhole: true };
const NUMBERS = [
  ...(['release_ratio', 'reserve', 'home_lead', 'calls_weight', 'usual_handle_time', 'window_time', 'settling_time'] as const),
  ...(['ring_time', 'wrap_up_time', 'wrap_up_extensions', 'announce_every', 'longest_wait_time', 'capacity', 'resume_time'] as const),
  ...(['callback_tries', 'callback_retry_time', 'client_calls_a_day'] as const),
] as const;
const MAYBE = ['neighbours_after', 'everyone_after', 'activate_ratio', 'callback_after'] as const;
const ASIDE = ['strategy', 'neighbours', 'is_closed', 'overflows_when_empty', 'whispers', 'tells_of_listening', 'rings_back_after_fault', 'stand_in'] as const;

/** Which group each field stands in. */
export const GROUP_OF: Record<Group, readonly string[]> = {
  help: ['neighbours_after', 'everyone_after', 'activate_ratio', 'release_ratio', 'neighbours', 'stand_in', 'overflows_when_empty', 'is_closed', 'reserve'],
  order: ['strategy', 'calls_weight', 'usual_handle_time', 'window_time', 'settling_time', 'topics'],
  first: ['home_lead', 'head_starts', 'topic_head_starts'],
  talk: ['ring_time', 'wrap_up_time', 'wrap_up_extensions', 'whispers', 'tells_of_listening'],
  wait: ['announce_every', 'longest_wait_time', 'capacity', 'resume_time', 'rings_back_after_fault', 'callback_after', 'callback_tries', 'callback_retry_time'],
  ring: ['client_calls_a_day', 'shown_number'],
};

/** Seconds by name, as they are typed. */
function secondsField(): FormField<Record<string, string>, Record<string, number>> {
  return new FormField<Record<string, string>, Record<string, number>>({
    usual: {},
    isRequired: false,
    sent: (typed) => Object.fromEntries(Object.entries(typed).flatMap(([name, each]) => (each.trim() ? [[name, numberOf(each)]] : []))),
    wrong: (typed) => (Object.values(typed).every((each) => !each.trim() || isSeconds(each)) ? '' : t.blocks.wrong.number),
  });
}

const isSeconds = (typed: string) => numberOf(typed) >= 0 && numberOf(typed) <= 86_400;

function skillsField(): FormField<Record<string, Skill>, Policy['topics']> {
  return new FormField<Record<string, Skill>, Policy['topics']>({
    usual: {},
    isRequired: false,
    sent: (skills) => Object.fromEntries(Object.entries(skills).flatMap(([topic, skill]) => (stepsFor(skill).length ? [[topic, stepsFor(skill)]] : []))),
    wrong: (skills) => (Object.values(skills).every(({ relax }) => !relax.trim() || (isSeconds(relax) && numberOf(relax) > 0)) ? '' : t.blocks.wrong.number),
  });
}

function stepsFor({ level, relax, kept }: Skill): Steps {
  if (kept) return kept;
  if (!level) return [];
  return [{ after: 0, level: Number(level) }, ...(relax.trim() ? [{ after: numberOf(relax), level: 0 }] : [])];
}

function skillOf(steps: Steps): Skill {
  const [first, second, ...more] = steps;
  const isSimple = first?.after === 0 && more.length === 0 && (second === undefined || second.level === 0);
  return isSimple ? { level: String(first.level), relax: second ? decimal(second.after) : '', kept: null } : { level: '', relax: '', kept: steps };
}

export function policyForm() {
  const w = () => t.queueRules.dialog;
  const neighboursAfter = optionalNumber(L.neighbours_after);
  const activate = optionalNumber({ least: 0.01, most: L.activate_ratio.most });
  const notBefore = (typed: string) => {
    const [after, first] = [numberOf(typed), neighboursAfter.sent];
    if (!(after >= L.everyone_after.least && after <= L.everyone_after.most)) return t.blocks.wrong.number;
    return first !== null && after < first ? w().wrongEveryone : '';
  };
  const below = (typed: string) => {
    const released = numberOf(typed);
    if (!(released >= 0 && released <= L.release_ratio.most)) return t.blocks.wrong.number;
    return activate.sent !== null && released >= activate.sent ? w().wrongRelease : '';
  };
  return new Form({
    valid_from: day({ min: () => isoDay(now()) }),
    neighbours_after: neighboursAfter,
    everyone_after: new FormField<string, number | null>({
      usual: '',
      isRequired: false,
      isEmpty: (value) => value.trim() === '',
      sent: (value) => (value.trim() ? numberOf(value) : null),
      wrong: notBefore,
    }),
    activate_ratio: activate,
    release_ratio: new FormField<string, number>({ usual: '', isEmpty: (value) => value.trim() === '', sent: numberOf, wrong: below }),
    neighbours: several<string>([], { isRequired: false }),
    stand_in: optionalChoice<string>(''),
    overflows_when_empty: yes(true),
    is_closed: yes(),
    reserve: number({ ...L.reserve, ...whole }),
    strategy: choice<Policy['strategy']>('fair'),
    calls_weight: number(L.calls_weight),
    usual_handle_time: number(L.usual_handle_time),
    window_time: number(L.window_time),
    settling_time: number(L.settling_time),
    topics: skillsField(),
    home_lead: number(L.home_lead),
    head_starts: secondsField(),
    topic_head_starts: secondsField(),
    ring_time: number(L.ring_time),
    wrap_up_time: number(L.wrap_up_time),
    wrap_up_extensions: number({ ...L.wrap_up_extensions, ...whole }),
    whispers: yes(true),
    tells_of_listening: yes(true),
    announce_every: number(L.announce_every),
    longest_wait_time: number(L.longest_wait_time),
    capacity: number({ ...L.capacity, ...whole }),
    resume_time: number(L.resume_time),
    rings_back_after_fault: yes(true),
    callback_after: optionalNumber(L.callback_after),
    callback_tries: number({ ...L.callback_tries, ...whole }),
    callback_retry_time: number(L.callback_retry_time),
    client_calls_a_day: number({ ...L.client_calls_a_day, ...whole }),
    shown_number: text({ max: 9, wrong: (typed) => (/^\d{3,9}$/.test(typed) ? '' : w().wrongNumber) }),
  });
}

export type PolicyForm = ReturnType<typeof policyForm>;

const typedSeconds = (given: Record<string, number>) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, decimal(value)]));

/** As the form begins. */
export function begunWith(policy: Policy, from: string): Parameters<PolicyForm['begin']>[0] {
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, decimal(policy[key])]));
  const maybe = Object.fromEntries(MAYBE.map((key) => [key, policy[key] === null ? '' : decimal(policy[key])]));
  const aside = Object.fromEntries(ASIDE.map((key) => [key, policy[key] ?? '']));
  return {
    ...numbers,
    ...maybe,
    ...aside,
    neighbours: [...policy.neighbours],
    valid_from: from,
    topics: Object.fromEntries(Object.entries(policy.topics).map(([topic, steps]) => [topic, skillOf(steps)])),
    head_starts: typedSeconds(policy.head_starts),
    topic_head_starts: typedSeconds(policy.topic_head_starts),
    shown_number: policy.shown_number ?? '',
  };
}

/** What the form says now; `begun` gives what it has no field for, and the order of the neighbours. */
export function policyOf(form: PolicyForm, begun: Policy): Policy {
  const { valid_from: from, neighbours, shown_number, ...sent } = form.sent;
  void from;
  const kept = begun.neighbours.filter((each) => neighbours.includes(each));
  return {
    ...begun,
    ...sent,
    neighbours: [...kept, ...neighbours.filter((each) => !kept.includes(each))],
    shown_number: shown_number || null,
  };
}

/** Could it be sent? Says nothing at the fields: it is asked while somebody types. */
export function isWhole(policy: Policy): boolean {
  return Object.values(policy).every((value) => !(typeof value === 'number' && !Number.isFinite(value)));
}
