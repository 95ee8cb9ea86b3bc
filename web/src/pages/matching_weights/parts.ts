/** The parts of a match, in the order in which people weigh them. Pure. */
import type { Weights } from './matching_weights_api';

export const PARTS = ['occupation', 'place', 'shifts', 'licences', 'languages', 'experience', 'pay'] as const satisfies readonly (keyof Weights)[];

/** As people write it: "12,5". */
export function written(weight: number): string {
  return String(weight).replace('.', ',');
}
