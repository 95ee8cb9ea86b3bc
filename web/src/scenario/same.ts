/** Are two values of JSON alike? The order of keys does not count: the database keeps another one than it was given. Pure. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((each, at) => same(each, other[at]));
  }
  const [mine, theirs] = [present(one), present(other)];
  return mine.size === theirs.size && [...mine].every(([key, value]) => theirs.has(key) && same(value, theirs.get(key)));
}

/** What is undefined is not sent. */
const present = (of: object) => new Map<string, unknown>(Object.entries(of).filter(([, value]) => value !== undefined));
