/** What somebody may see of calls beside the calls. Pure. */
import type { Me } from '../api/session.svelte';

export function mayOf(me: Me | null | undefined) {
  const rights = me?.rights ?? {};
  return {
    seeRecordings: 'see_recordings' in rights,
    /** As the web service tells them: whoever may see consultants one by one in reports. */
    seeRatings: 'see_reports' in rights && rights.see_agents !== undefined && rights.see_agents !== 'own',
    nameCallers: 'read_identities' in rights && 'see_clients' in rights,
    searchByNumber: 'read_identities' in rights,
    chooseAgents: 'list_agents' in rights,
  };
}
