/** Of which days the page shows calls, as its address says it and as the web service is asked. Pure. */
import { CHOICES, onlyOf } from '../../call_list/filters';
import { day, query, type ValuesOf } from '../../navigation/query';
import type { CallQuery } from './calls_api';

export const address = query('/calls', { from: day(), to: day(), ...CHOICES });
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

export function questionOf(filter: Filter, today: string): CallQuery {
  return { ...periodOf(filter, today), ...onlyOf(filter), ...(filter.order !== 'started' && { order: filter.order }) };
}
