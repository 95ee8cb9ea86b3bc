/** Of which days the page shows calls, as its address says it and as the web service is asked. Pure. */
import { CHOICES, onlyOf } from '../../call_list/filters';
import { count, day, flag, query, text, type ValuesOf } from '../../navigation/query';
import type { CallQuery } from './calls_api';

/** A node of a scenario leads here: `version` empty: of all; `hung`: only calls that their callers hung up in it. */
const NODE = { scenario: text(60), node: text(400), version: count(7), hung: flag() };
export const EVERY_NODE = { scenario: '', node: '', version: '', hung: false } as const;
export const address = query('/calls', { from: day(), to: day(), ...CHOICES, ...NODE });
export type Filter = ValuesOf<typeof address>;

export function dayBefore(day: string, days: number): string {
  const found = new Date(`${day}T12:00:00Z`);
  found.setUTCDate(found.getUTCDate() - days);
  return found.toISOString().slice(0, 10);
}

/** First and last day; an address that names neither is about today, and one that names one about that day. */
export function periodOf({ from, to }: Pick<Filter, 'from' | 'to'>, today: string): { from: string; to: string } {
  return { from: from || to || today, to: to || from || today };
}

/** Is it asked for the calls of a node? */
export function isOfNode({ scenario, node }: Pick<Filter, 'scenario' | 'node'>): boolean {
  return scenario !== '' && node !== '';
}

function nodeOf(filter: Filter): Pick<CallQuery, 'scenario' | 'node' | 'scenario_version' | 'hung_up_there'> {
  if (!isOfNode(filter)) return {};
  const { scenario, node, version, hung } = filter;
  return { scenario, node, ...(version !== '' && { scenario_version: Number(version) }), ...(hung && { hung_up_there: true }) };
}

export function questionOf(filter: Filter, today: string): CallQuery {
  return { ...periodOf(filter, today), ...onlyOf(filter), ...nodeOf(filter), ...(filter.order !== 'started' && { order: filter.order }) };
}
