/** Who waits, in the order of service of each queue, and why nobody has answered yet. Pure. */
import type { QueueLive, WaitingLive } from '../../live/protocol';
import { isShown } from './figures';

export interface WaitingRow {
  key: string;
  call: string;
  queue: string;
  queueName: string;
  topic: string | null;
  /** From 1, of those who wait for the same office. */
  place: number;
  /** When the place was taken, and after what is asked before: by the second the wait is reported. */
  came: string;
  joined: string | null;
  isCallback: boolean;
  why: Why;
}

/** `asked`: the caller answers a question; `rings`: somebody is being rung; `home`: the caller waits for the own office; `busy`,
 * `ready`, `there`: of the queue: all are in calls, nobody is ready, nobody is logged in; `soon`: the turn comes. */
export type Why = 'asked' | 'rings' | 'home' | 'busy' | 'ready' | 'there' | 'soon';

export function waitingRows(
  waiting: ReadonlyMap<string, WaitingLive>,
  queues: ReadonlyMap<string, QueueLive>,
  offices: readonly string[],
  name: (office: string) => string,
): WaitingRow[] {
  const shown = [...waiting].filter(([, one]) => isShown(one.queue, offices)).sort(([, a], [, b]) => a.due.localeCompare(b.due));
  const places = new Map<string, number>();
  const rows = shown.map(([key, one]): WaitingRow => {
    const place = (places.get(one.queue) ?? 0) + 1;
    places.set(one.queue, place);
    return {
      key,
      call: one.call,
      queue: one.queue,
      queueName: name(one.queue),
      topic: one.topic ?? null,
      place,
      came: one.came,
      joined: one.joined ?? null,
      isCallback: one.is_callback ?? false,
      why: whyOf(one, queues.get(one.queue)),
    };
  });
  // Who has waited longest first: whatever the queue.
  return rows.sort((a, b) => a.came.localeCompare(b.came));
}

function whyOf(one: WaitingLive, queue: QueueLive | undefined): Why {
  if (one.is_promised) return 'rings';
  if (!one.joined) return 'asked';
  if (queue?.lacks) return queue.lacks;
  if (one.stays_home) return 'home';
  return (queue?.free ?? 0) > 0 ? 'soon' : 'busy';
}

/** Seconds that were asked for before the wait that is reported; 0 while nobody knows. */
export function askedFor(row: WaitingRow): number {
  return row.joined === null ? 0 : Math.max(0, Math.round((Date.parse(row.joined) - Date.parse(row.came)) / 1000));
}
