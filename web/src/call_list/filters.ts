/** Which calls a list shows and in what order, as an address says it and as the web service is asked. Pure. */
import { flag, office, oneOf, query, text, type ValuesOf } from '../navigation/query';
import type { CallsOnly } from './call';

export const ENDS = [
  'answered',
  'abandoned',
  'callback',
  'nobody_there',
  'too_long',
  'self_service',
  'message',
  'closed',
  'shed',
  'failed',
  'interrupted',
  'going',
] as const;
export type ChosenEnd = (typeof ENDS)[number];
/** Seconds. */
export const WAITS = ['60', '120', '300', '600'] as const;
export const ORDERS = ['started', 'wait', 'talk'] as const;
/** The highest rating that is a low one. */
const LOW_RATING = 2;

const BY_END: Readonly<Record<ChosenEnd, CallsOnly>> = {
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
  interrupted: { end_reason: 'interrupted' },
  going: { state: 'open' },
};

/** What stands in an address for it. */
export const CHOICES = {
  office: office(),
  topic: text(40),
  agent: text(64),
  end: oneOf(ENDS, ''),
  over: oneOf(WAITS, ''),
  helped: flag(),
  low: flag(),
  order: oneOf(ORDERS, 'started'),
};
const choices = query('', CHOICES);
export type CallFilter = ValuesOf<typeof choices>;

export const EVERY_CALL: CallFilter = choices.of(new URLSearchParams());

export function filterOf(address: URLSearchParams): CallFilter {
  return choices.of(address);
}

/** What an address says besides, for this filter. */
export function addressOf(filter: CallFilter): URLSearchParams {
  return new URLSearchParams(choices.address(filter).slice(1));
}

export function onlyOf(filter: CallFilter): CallsOnly {
  return {
    ...(filter.office && { office: filter.office }),
    ...(filter.topic && { topic: filter.topic }),
    ...(filter.agent && { agent: filter.agent }),
    ...(filter.end && BY_END[filter.end]),
    ...(filter.over && { waited_over: Number(filter.over) }),
    ...(filter.helped && { is_helped: true }),
    ...(filter.low && { rating_at_most: LOW_RATING }),
  };
}

/** Is anything chosen by which calls are left out? */
export function isNarrow(filter: CallFilter): boolean {
  return Object.keys(onlyOf(filter)).length > 0;
}
