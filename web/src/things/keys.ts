/** Keys of new things, made of their names: people never type them. Pure. */

const LETTERS: Record<string, string> = { ł: 'l', Ł: 'l' };

/** "Konsultacja z prawnikiem" is konsultacja_z_prawnikiem; if that is taken, with letters behind it. `between` stands for what is no letter. */
export function keyOf(name: string, taken: readonly string[], between: '_' | '-' = '_', most = 40): string {
  const plain = name
    .replace(/[łŁ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(between === '_' ? /[^a-z]+/g : /[^a-z0-9]+/g, between);
  const base = trimmed(plain.slice(0, most - 2), between) || 'x';
  for (let at = 0; ; at += 1) {
    const key = at === 0 ? base : `${base}${between}${String.fromCharCode(97 + ((at - 1) % 26)).repeat(Math.ceil(at / 26))}`;
    if (!taken.includes(key)) return key;
  }
}

function trimmed(text: string, sign: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text[from] === sign) from += 1;
  while (to > from && text[to - 1] === sign) to -= 1;
  return text.slice(from, to);
}
