/** The texts in the chosen language: `t.desk.title` in a template changes with it. */
import { pl, type Words } from './pl';

export type Language = 'pl' | 'en';

const KEPT = 's724.language';

let chosen = $state.raw<{ language: Language; words: Words }>({ language: 'pl', words: pl });

export const t: Words = new Proxy({} as Words, {
  get: (_target, section) => chosen.words[section as keyof Words],
});

/** Reactive. */
export function language(): Language {
  return chosen.language;
}

/** Kept in this browser. Raises when the texts cannot be loaded; the language is then as before. */
export async function setLanguage(wanted: Language): Promise<void> {
  chosen = { language: wanted, words: wanted === 'pl' ? pl : (await import('./en')).en };
  document.documentElement.lang = wanted;
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // A browser that keeps nothing: for this page only.
  }
}

/** The language of before, else Polish. */
export function keptLanguage(): Language {
  try {
    return localStorage.getItem(KEPT) === 'en' ? 'en' : 'pl';
  } catch {
    return 'pl';
  }
}
