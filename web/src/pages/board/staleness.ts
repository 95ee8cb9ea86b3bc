/** When the board turns red. Pure. */

/** Seconds. Beats come each second and tell how long ago the centre was heard, at most a second: what is older than this is
 * missing, and with the clock that looks four times a second the board is red before three seconds are over. */
export const STALE_SECONDS = 2.6;

export type Freshness = 'fresh' | 'first' | 'late' | 'lost';

/** `late`: the line stands, and nothing comes by it. `lost`: there is no line. `first`: nothing was ever heard. */
export function freshness(age: number, isConnected: boolean, isComplete: boolean): Freshness {
  if (age === Infinity) return 'first';
  if (!isConnected) return 'lost';
  return age > STALE_SECONDS || !isComplete ? 'late' : 'fresh';
}
