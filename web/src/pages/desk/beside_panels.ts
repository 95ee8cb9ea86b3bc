export { default as CorrectionDialog } from '../../client_card/CorrectionDialog.svelte';
export { KnowledgePanel, offeredChoice, ProposalDialog, Proposing, Searching } from '../../knowledge/panel';
export { default as CallerMatters } from './CallerMatters.svelte';
export { default as ClientPanel } from './ClientPanel.svelte';
export { default as ContactFields } from './ContactFields.svelte';
