/** Limits of alarms: what is asked, and which of them hold. */
import { api, said } from '../../api/client';
import type { components } from '../../api/schema';
import type { Standing } from '../../blocks/dated_rules/standing';

type Schemas = components['schemas'];

export type Limits = Schemas['BoardLimitsOut'];
export type Limit = Schemas['BoardLimitOut'];
export type WantedLimit = Schemas['BoardLimitIn'];
export type LimitKind = Limit['kind'];

export const KINDS: readonly LimitKind[] = ['long_wait', 'telephone_away', 'pause_long', 'service_level_low', 'callback_overdue'];

export interface LimitsApi {
  list(): Promise<Limits>;
  /** One of the same alarm, reason, office and day is replaced. Raises ApiError `settings_refused` with sentences. */
  set(wanted: WantedLimit): Promise<Limit>;
}

export const webLimitsApi: LimitsApi = {
  async list() {
    return said(api.GET('/api/board-limits'));
  },
  async set(wanted) {
    return said(api.PUT('/api/board-limits', { body: wanted }));
  },
};

/** Of each rule in its order: the newest whose day has come is in force. `today`: "2026-11-28". Pure. */
export function standings(rules: readonly Limit[], today: string): Standing[] {
  const place = (rule: Limit) => `${rule.kind} ${rule.reason} ${rule.office ?? ''}`;
  const newest = new Map<string, string>();
  for (const rule of rules) {
    if (rule.valid_from <= today && rule.valid_from >= (newest.get(place(rule)) ?? '')) newest.set(place(rule), rule.valid_from);
  }
  return rules.map((rule) => {
    if (rule.valid_from > today) return 'planned';
    return newest.get(place(rule)) === rule.valid_from ? 'inForce' : 'over';
  });
}
