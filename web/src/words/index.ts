export type { Language, WordsFile } from './sets';
export { keptLanguage, language, loadWords, setLanguage, t, word } from './words.svelte';
export { plural } from './plural';
