/** Who answers whose callers today. Pure. */
import type { Flow } from '../../live/protocol';
import { isShown } from './figures';

export interface Help {
  /** Whose callers. */
  queue: string;
  /** Whose consultants. */
  by: string;
  day: number;
  hour: number;
  last: string | null;
}

/** Of the shown offices, as helper or as helped; the newest first. What an office answers for itself is no help. */
export function helps(flows: ReadonlyMap<string, Flow>, offices: readonly string[]): Help[] {
  const found: Help[] = [];
  for (const [key, flow] of flows) {
    const [queue = '', by = ''] = key.split('>');
    if (queue === by || !flow.day || !(isShown(queue, offices) || isShown(by, offices))) continue;
    found.push({ queue, by, day: flow.day, hour: flow.hour ?? 0, last: flow.last ?? null });
  }
  return found.sort((a, b) => (b.last ?? '').localeCompare(a.last ?? '') || b.day - a.day);
}

export interface Matrix {
  /** Offices that were helped. */
  queues: string[];
  /** Offices that have helped. */
  helpers: string[];
  /** Calls of today; 0 for a pair that there was not. */
  calls(queue: string, by: string): number;
  /** 0 (none) to 4 (the most of today). */
  shade(queue: string, by: string): number;
  given(by: string): number;
  taken(queue: string): number;
  total: number;
}

/** Only offices that give or take any stand in it. `order` is the order of offices. */
export function matrixOf(all: readonly Help[], order: (a: string, b: string) => number): Matrix {
  const calls = new Map(all.map((help) => [`${help.queue}>${help.by}`, help.day]));
  const most = Math.max(1, ...calls.values());
  const sum = (of: (help: Help) => boolean) => all.filter(of).reduce((total, help) => total + help.day, 0);
  const at = (queue: string, by: string) => calls.get(`${queue}>${by}`) ?? 0;
  return {
    queues: [...new Set(all.map((help) => help.queue))].sort(order),
    helpers: [...new Set(all.map((help) => help.by))].sort(order),
    calls: at,
    shade: (queue, by) => Math.ceil((4 * at(queue, by)) / most),
    given: (by) => sum((help) => help.by === by),
    taken: (queue) => sum((help) => help.queue === queue),
    total: sum(() => true),
  };
}
