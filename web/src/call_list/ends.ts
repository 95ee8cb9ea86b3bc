/** How long a call waited and how it ended, in words. Pure. */
import { counter, duration, milliseconds } from '../time/format';
import { t } from '../words';
import type { Call } from './call';

export function isWaiting(call: Call): boolean {
  return call.ended_at === null && call.queued_at !== null && call.queue_left_reason === null && call.wait_time === null;
}

/** Seconds; `at`: what time it is, in milliseconds, asked only for who waits still. null: it never came to a queue. */
export function waitOf(call: Call, at: () => number): number | null {
  if (!isWaiting(call)) return call.wait_time;
  // Who was handed on after a conversation did not wait in it.
  return Math.max(0, (at() - milliseconds(call.queued_at ?? '')) / 1000 - (call.talk_time ?? 0));
}

/** Whole seconds: of who waits still as clocks show them, else rounded up, as reports and their thresholds have it. null: it never came to a queue. */
export function wholeWaitOf(call: Call, at: () => number): number | null {
  const wait = waitOf(call, at);
  return wait === null ? null : isWaiting(call) ? Math.floor(wait) : Math.ceil(wait);
}

export function endOf(call: Call, at: () => number): string {
  const w = t.calls.ends;
  if (call.ended_at === null) {
    if (isWaiting(call)) return w.waiting(duration(wholeWaitOf(call, at) ?? 0));
    return call.connected_at !== null && call.talk_time === null ? w.talking : w.going;
  }
  if (call.connected_at !== null) return call.end_reason === 'failed' || call.end_reason === 'interrupted' ? w.brokenOff : w.answered;
  if (call.direction === 'outbound' && call.dial_outcome !== null) return w.dials[call.dial_outcome];
  if (call.queue_left_reason !== null && call.queue_left_reason !== 'connected') return w.left[call.queue_left_reason](counter(wholeWaitOf(call, at) ?? 0));
  switch (call.path) {
    case 'closed':
    case 'outside':
    case 'callback':
    case 'message':
    case 'self_service':
    case 'menu':
      return w.paths[call.path];
    // Of these the reason says more; null: not counted yet.
    case 'refused':
    case 'shed':
    case 'queue':
    case 'failed':
    case 'open':
    case null:
      return call.end_reason === null ? w.going : w.reasons[call.end_reason];
  }
}
