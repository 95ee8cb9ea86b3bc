export { keptLanguage, language, setLanguage, t, type Language } from './words.svelte';
export { plural } from './plural';
