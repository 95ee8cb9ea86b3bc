/** What stands where a list has no rows: three short sentences. */
export interface Empty {
  /** What will stand here. */
  what: string;
  /** Why there is nothing now. */
  why: string;
  /** What to do first. */
  step: string;
}
