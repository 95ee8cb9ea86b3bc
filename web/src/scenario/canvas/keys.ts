/** What a key means on a drawing. Pure. xyflow's own keys move nodes without a word to anybody, so they are switched off. */
import type { Place } from '../graph';
import { beside } from './acts.svelte';

export type Key =
  | { act: 'go'; to: string; changes?: false }
  | { act: 'open' | 'select'; node: string; changes?: false }
  | { act: 'connect'; node: string; changes: true }
  | { act: 'all' | 'none' | 'copy'; changes?: false }
  | { act: 'move'; x: number; y: number; changes: true }
  | { act: 'remove' | 'paste' | 'duplicate'; changes: true };

export interface Where {
  /** Which has the focus, also a note; null: the drawing itself. */
  node: string | null;
  /** Names in which Tab goes. */
  order: readonly string[];
  places: ReadonlyMap<string, Place>;
  chosen: ReadonlySet<string>;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const ARROWS: Readonly<Record<string, Place>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};
/** Pixels. */
const STEP = 8;
const LEAP = 40;

/** null: nothing of ours. */
export function keyOf(event: Pressed, { node, order, places, chosen }: Where): Key | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    const acts: Readonly<Record<string, Key>> = {
      a: { act: 'all' },
      c: { act: 'copy' },
      v: { act: 'paste', changes: true },
      d: { act: 'duplicate', changes: true },
    };
    return event.shiftKey ? null : (acts[event.key.toLowerCase()] ?? null);
  }
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) {
    const far = event.shiftKey ? LEAP : STEP;
    if (node === null || chosen.has(node)) return chosen.size > 0 ? { act: 'move', x: arrow.x * far, y: arrow.y * far, changes: true } : null;
    const to = beside(places, node, arrow);
    return to === null ? null : { act: 'go', to };
  }
  const isInner = node?.includes('/') ?? false; // of a sub-scenario, which is only read
  if (isInner && event.key !== 'Escape' && event.key !== 'Tab') return null;
  if (event.key === 'Delete' || event.key === 'Backspace') return chosen.size > 0 ? { act: 'remove', changes: true } : null;
  if (event.key === 'Escape') return chosen.size > 0 ? { act: 'none' } : null;
  if (node === null) return null;
  if (event.key === 'Tab') {
    const at = order.indexOf(node);
    const to = at < 0 ? undefined : order[at + (event.shiftKey ? -1 : 1)];
    return to === undefined ? null : { act: 'go', to };
  }
  if (event.key === 'Enter') return event.shiftKey ? { act: 'connect', node, changes: true } : { act: 'open', node };
  return event.key === ' ' ? { act: 'select', node } : null;
}
