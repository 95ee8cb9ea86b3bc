/** Names of accounts, and levels of what is known. */

export const LEVELS = [1, 2, 3, 4, 5] as const;

/** Level by topic. */
export type Skills = Record<string, number>;

const LETTERS: Record<string, string> = { ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' };
const MOST = 40;

/** May an account be called so? As the web service has it (`HireIn.id`). */
export const isId = (name: string): boolean => /^[a-z0-9][a-z0-9_.-]{0,39}$/.test(name);

/** "a.nowak" of "Anna Nowak"; empty where nothing of the name can stand in an account's. */
export function idOf(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[ąćęłńóśźż]/g, (letter) => LETTERS[letter] ?? '')
    .replace(/[^a-z0-9 -]/g, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first, ...others] = words;
  if (first === undefined) return '';
  const last = others.at(-1);
  const made = last === undefined ? first : `${first.slice(0, 1)}.${last}`;
  return isId(made) ? made.slice(0, MOST) : '';
}
