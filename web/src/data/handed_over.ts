/** A person whose things the next page shows: kept in memory from one page to the next, since it may stand in no address. */

export interface Person {
  id: string;
  name: string;
}

let handed: Person | null = null;

export function handOver(person: Person): void {
  handed = person;
}

/** Once: whoever comes to the page by another way finds nobody. */
export function takenOver(): Person | null {
  const person = handed;
  handed = null;
  return person;
}
