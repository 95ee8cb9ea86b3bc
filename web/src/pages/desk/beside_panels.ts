export { default as CorrectionDialog } from '../../client_card/CorrectionDialog.svelte';
export { KnowledgePanel, offeredChoice, ProposalDialog, Proposing, Searching } from '../../knowledge/panel';
export { default as ClientPanel } from './ClientPanel.svelte';
