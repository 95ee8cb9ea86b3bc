/** A visit of the access log in words. Pure. */
import * as time from '../../time/format';
import { t } from '../../words';
import type { Look, Visit } from './access_log_api';

const unique = <V>(all: readonly V[]): V[] => [...new Set(all)];

/** "24.11.2026, 8:41 – 8:52" */
export function when(visit: Visit): string {
  const [last, first] = [visit.entries[0], visit.entries.at(-1)].map((look) => look?.at ?? '');
  const [from, until] = [time.hour(first ?? ''), time.hour(last ?? '')];
  return `${time.day(last ?? '')}, ${from === until ? from : `${from} – ${until}`}`;
}

export const who = (visit: Visit): string => (visit.who_kind === 'line' ? t.accessLog.line : (visit.who_name ?? visit.who));

/** What one look, or several, have shown. */
export function what(looks: readonly Look[]): string {
  const topics = unique(looks.map((look) => t.accessLog.topics[look.topic]));
  const groups = unique(looks.flatMap((look) => look.field_groups ?? [])).map((group) => t.accessLog.groups[group]);
  return [topics.join(', '), groups.join(', ')].filter(Boolean).join(': ');
}

export const purposes = (looks: readonly Look[]): string => unique(looks.map((look) => t.accessLog.purposes[look.purpose])).join(', ');

export const outcomes = (looks: readonly Look[]): string => unique(looks.map((look) => t.accessLog.outcomes[look.outcome])).join(', ');

export const reasons = (looks: readonly Look[]): string[] => unique(looks.flatMap((look) => (look.reason ? [look.reason] : [])));

/** Which conversation it was: by its time, and by whether that person was its caller. Empty: none. */
export function conversation({ call, call_id: id, client_id: client }: Visit): string {
  if (id === null) return '';
  if (call === null) return t.accessLog.call.gone;
  const begun = `${time.day(call.started_at)}, ${time.hour(call.started_at)}`;
  if (client === null) return t.accessLog.call.any(begun);
  return call.is_of_client ? t.accessLog.call.theirs(begun) : t.accessLog.call.other(begun);
}
