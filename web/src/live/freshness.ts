/** How old is what the page shows? Pure. Times are milliseconds of one steady clock, ages are seconds. */

export const FRESH_SECONDS = 3;

/** What the last message said, and when it came. */
export interface Heard {
  age: number;
  at: number;
}

/** Seconds since the centre was heard; Infinity if it never was. */
export function ageNow(heard: Heard | null, now: number): number {
  return heard === null ? Infinity : heard.age + Math.max(0, now - heard.at) / 1000;
}

export function isFreshAt(age: number, isComplete: boolean): boolean {
  return isComplete && age <= FRESH_SECONDS;
}
