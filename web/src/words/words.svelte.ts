/** The texts in the chosen language: `t.desk.title` in a template changes with it. */
import { untrack } from 'svelte';
import { FIRST, first, read, type Language, type Words, type WordsFile } from './sets';

const KEPT = 's724.language';

let chosen = $state.raw<{ language: Language; words: Partial<Words> }>({ language: 'pl', words: first });
const wanted = new Set<WordsFile>(FIRST);

export const t: Words = new Proxy({} as Words, {
  get(_target, name) {
    const found = chosen.words[name as keyof Words];
    if (found === undefined) throw new Error(`The words "${String(name)}" are not loaded: the page has to name their file in routes.ts.`);
    return found;
  },
});

/** Reactive. */
export function language(): Language {
  return chosen.language;
}

/** What a page needs, before it is shown. Raises when it cannot be loaded. */
export async function loadWords(files: readonly WordsFile[]): Promise<void> {
  for (const file of files) wanted.add(file);
  // Whoever loads a page in a $derived does not want it loaded anew when the words are there.
  const { language } = untrack(() => chosen);
  const more = await read(language, files);
  if (language !== chosen.language) return; // another one was chosen meanwhile, and loaded these, too
  chosen = { language, words: { ...more, ...chosen.words } };
}

/** Kept in this browser. Raises when the texts cannot be loaded; the language is then as before. */
export async function setLanguage(to: Language): Promise<void> {
  chosen = { language: to, words: await read(to, wanted) };
  document.documentElement.lang = to === 'uk' ? 'pl' : to; // the shell does not know it; the page of callers says its own
  try {
    if (to !== 'uk') localStorage.setItem(KEPT, to);
  } catch {
    // A browser that keeps nothing: for this page only.
  }
}

/** The language of before, else Polish. Ukrainian is chosen anew by each caller. */
export function keptLanguage(): Language {
  try {
    return localStorage.getItem(KEPT) === 'en' ? 'en' : 'pl';
  } catch {
    return 'pl';
  }
}

/** The word of a code for which the description of the web service has no list: a newer server may know more of them. */
export function word(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code;
}
