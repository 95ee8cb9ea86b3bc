/** What is so now and what comes when: versions, variants and emergency messages. Pure. */
import type { Schema } from '../../api/client';

export type Scenario = Schema['ScenarioOut'];
export type Variant = Schema['VariantOut'];
export type Message = Schema['EmergencyOut'];

export type Event =
  | { kind: 'version' | 'on_trial'; scenario: Scenario; version: Schema['VersionOut'] }
  | { kind: 'variant_on' | 'variant_begins' | 'variant_ends'; variant: Variant }
  | { kind: 'message_on' | 'message_begins' | 'message_ends'; message: Message };

export interface Entry {
  key: string;
  /** ISO; null: it goes on now. */
  at: string | null;
  event: Event;
}

export type Standing = 'on' | 'planned' | 'over';

const ms = (moment: string): number => Date.parse(moment);

/** Of a span of time; one that ends where it begins was called off. `now` in milliseconds. */
export function standingOf({ valid_from: from, valid_to: to }: Pick<Variant, 'valid_from' | 'valid_to'>, now: number): Standing {
  if (to !== null && (ms(to) <= now || ms(to) <= ms(from))) return 'over';
  return ms(from) > now ? 'planned' : 'on';
}

/** What goes on first, then what comes, by its moment. */
export function planOf(scenarios: readonly Scenario[], variants: readonly Variant[], messages: readonly Message[], now: number): Entry[] {
  const entries: Entry[] = [];
  for (const scenario of scenarios) {
    const { on_trial: version } = scenario;
    if (version) entries.push({ key: `${scenario.name}/${version.version}`, at: null, event: { kind: 'on_trial', scenario, version } });
    for (const planned of scenario.planned)
      entries.push({ key: `${scenario.name}/${planned.version}`, at: planned.published_at, event: { kind: 'version', scenario, version: planned } });
  }
  for (const variant of variants) {
    const standing = standingOf(variant, now);
    if (standing === 'over') continue;
    if (standing === 'on') entries.push({ key: `${variant.id}/on`, at: null, event: { kind: 'variant_on', variant } });
    else entries.push({ key: `${variant.id}/begins`, at: variant.valid_from, event: { kind: 'variant_begins', variant } });
    if (variant.valid_to !== null) entries.push({ key: `${variant.id}/ends`, at: variant.valid_to, event: { kind: 'variant_ends', variant } });
  }
  for (const message of messages) {
    if (!message.is_on && !message.is_planned) continue;
    if (message.is_on) entries.push({ key: `${message.id}/on`, at: null, event: { kind: 'message_on', message } });
    else entries.push({ key: `${message.id}/begins`, at: message.starts_at, event: { kind: 'message_begins', message } });
    if (message.ends_at !== null) entries.push({ key: `${message.id}/ends`, at: message.ends_at, event: { kind: 'message_ends', message } });
  }
  return entries.sort((one, other) => (one.at === null ? 0 : ms(one.at)) - (other.at === null ? 0 : ms(other.at)));
}
