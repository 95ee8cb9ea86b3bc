/** What somebody has typed and not saved: it is there again after the page was loaded anew, in the same tab. */

const of = (id: string, language: string) => `s724.announcement.${id}.${language}`;

/** A browser may refuse to keep anything. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

export const keptText = {
  /** null: nothing is kept. */
  read: (id: string, language: string): string | null => quietly(() => sessionStorage.getItem(of(id, language))),
  keep: (id: string, language: string, text: string): void => void quietly(() => sessionStorage.setItem(of(id, language), text)),
  forget: (id: string, language: string): void => void quietly(() => sessionStorage.removeItem(of(id, language))),
};
