/** What the desk loads after itself: a call must not wait for it. */
export { default as KnowledgePanel } from './KnowledgePanel.svelte';
export { offeredChoice, Searching } from './searching.svelte';
