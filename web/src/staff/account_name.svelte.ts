/** Names of accounts: what they may be made of, and one suggested while a person's is typed. */

const LETTERS: Record<string, string> = { ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' };
const MOST = 40;

/** May an account be called so? As the web service has it (`AccountIn.username`). */
export const isAccountName = (name: string): boolean => /^[a-z][a-z0-9._-]{1,39}$/.test(name);

/** "a.nowak" of "Anna Nowak"; empty where nothing of the name can stand in an account's. */
export function accountNameOf(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[ąćęłńóśźż]/g, (letter) => LETTERS[letter] ?? '')
    .replace(/[^a-z0-9 -]/g, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first, ...others] = words;
  if (first === undefined) return '';
  const last = others.at(-1);
  const made = (last === undefined ? first : `${first.slice(0, 1)}.${last}`).slice(0, MOST);
  return isAccountName(made) ? made : '';
}

interface Typed {
  value: string;
}

/** Of a form: the account's name follows the person's until it is typed itself. */
export class SuggestedName {
  #follows = false;

  constructor(
    private readonly person: Typed,
    private readonly account: Typed,
  ) {}

  begin(follows: boolean): void {
    this.#follows = follows;
  }

  suggest(): void {
    if (this.#follows) this.account.value = accountNameOf(this.person.value);
  }

  isTyped(): void {
    this.#follows = false;
  }
}
