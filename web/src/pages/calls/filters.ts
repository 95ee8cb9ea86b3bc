/** Which calls are shown, as the address says it and as the web service is asked. Pure. */
import { day, flag, office, oneOf, query, text, type ValuesOf } from '../../navigation/query';
import type { CallQuery } from './calls_api';

export const ENDS = ['answered', 'abandoned', 'callback', 'nobody_there', 'too_long', 'self_service', 'message', 'closed', 'shed', 'failed', 'going'] as const;
export type ChosenEnd = (typeof ENDS)[number];
/** Seconds. */
export const WAITS = ['60', '120', '300', '600'] as const;
export const ORDERS = ['started', 'wait', 'talk'] as const;
/** The highest rating that is a low one. */
const LOW_RATING = 2;

const BY_END: Readonly<Record<ChosenEnd, CallQuery>> = {
  answered: { queue_left_reason: 'connected' },
  abandoned: { queue_left_reason: 'abandoned' },
  callback: { queue_left_reason: 'callback' },
  nobody_there: { queue_left_reason: 'nobody_there' },
  too_long: { queue_left_reason: 'too_long' },
  self_service: { path: 'self_service' },
  message: { path: 'message' },
  closed: { path: 'closed' },
  shed: { end_reason: 'shed' },
  failed: { end_reason: 'failed' },
  going: { state: 'open' },
};

export const address = query('/calls', {
  from: day(),
  to: day(),
  office: office(),
  topic: text(40),
  end: oneOf(ENDS, ''),
  over: oneOf(WAITS, ''),
  helped: flag(),
  low: flag(),
  order: oneOf(ORDERS, 'started'),
});
export type Filter = ValuesOf<typeof address>;

/** First and last day; an address that names neither is about today, and one that names one about that day. */
export function periodOf({ from, to }: Pick<Filter, 'from' | 'to'>, today: string): { from: string; to: string } {
  return { from: from || to || today, to: to || from || today };
}

export function questionOf(filter: Filter, today: string): CallQuery {
  return {
    ...periodOf(filter, today),
    ...(filter.office && { office: filter.office }),
    ...(filter.topic && { topic: filter.topic }),
    ...(filter.end && BY_END[filter.end]),
    ...(filter.over && { waited_over: Number(filter.over) }),
    ...(filter.helped && { is_helped: true }),
    ...(filter.low && { rating_at_most: LOW_RATING }),
    ...(filter.order !== 'started' && { order: filter.order }),
  };
}
