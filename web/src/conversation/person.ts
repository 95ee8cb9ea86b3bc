/** Who is on the line, as far as the account may see it. In the page's memory only. Pure. */

export interface Person {
  /** First name and last name. */
  name: string;
  /** In whole years. */
  age: number | null;
  /** K or M. */
  sex: string | null;
  /** The telephone numbers of the card; null: they may not be seen. */
  numbers: readonly string[] | null;
}

/** Does somebody call from a number that the card does not have? False also where nobody can tell. */
export function isOtherNumber(caller: string | null, person: Person | null): boolean {
  if (!caller || !person?.numbers?.length) return false;
  return person.numbers.every((number) => lastNine(number) !== lastNine(caller));
}

/** Of a number in Poland that is all of it, however it is written. */
function lastNine(number: string): string {
  return number.replace(/\D/g, '').slice(-9);
}
