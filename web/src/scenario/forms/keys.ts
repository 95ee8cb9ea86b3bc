/** Keys of the telephone, in the order in which a menu names them. Pure. */
import type { Shape } from './shape';

export const KEYS: readonly string[] = [...'1234567890*'];

/** Those that a setting may be. */
export function keysOf(shape: Shape): string[] {
  return KEYS.filter((key) => shape.type !== 'text' || (shape.pattern?.test(key) ?? true));
}

export function byKey(one: string, other: string): number {
  return KEYS.indexOf(one) - KEYS.indexOf(other);
}
