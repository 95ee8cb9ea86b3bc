/** Without capitals, marks and Polish letters, so that "srednia" finds "średnia". */
export function folded(text: string): string {
  return text.toLocaleLowerCase('pl').replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '').trim();
}

/** Does the text have all words of what is sought? */
export function hasAll(text: string, sought: string): boolean {
  const plain = folded(text);
  return folded(sought)
    .split(/\s+/)
    .every((word) => plain.includes(word));
}
