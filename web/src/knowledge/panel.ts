/** What the desk loads after itself: a call must not wait for it. */
export { default as KnowledgePanel } from './KnowledgePanel.svelte';
export { default as ProposalDialog } from './ProposalDialog.svelte';
export { Proposing } from './proposing.svelte';
export { offeredChoice, Searching } from './searching.svelte';
