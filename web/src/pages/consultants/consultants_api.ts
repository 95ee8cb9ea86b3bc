/** Consultants as those who manage them see them. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { confirmNumber } from '../../staff/activation_api';
import { onVersion } from '../../things/things_api';

export type Consultant = Schema['AgentOut'];
export type NewConsultant = Schema['HireIn'];

/** What a consultant is called, where the office is, and what else than its own queue is served. */
export interface Change {
  display_name: string;
  office: string;
  queues: string[];
  skills: NewConsultant['skills'];
}

export interface ConsultantsApi {
  /** Also those who were dismissed. */
  all(): Promise<Consultant[]>;
  /** Raises ApiError: `name_taken`. */
  hire(wanted: NewConsultant): Promise<Consultant>;
  /** Only what is another is sent. Raises ApiError: `stale_version`. */
  change(consultant: Consultant, to: Change, version: number): Promise<Consultant>;
  one(id: string): Promise<Consultant>;
  activate: typeof confirmNumber;
  dismiss(id: string): Promise<void>;
  takeBack(id: string): Promise<Consultant>;
  /** The password of the telephone is void, and the owner makes a new one. */
  renewTelephone(id: string): Promise<void>;
}

const path = (id: string) => ({ path: { agent_id: id } });

export const webConsultantsApi: ConsultantsApi = {
  all: () => said(api.GET('/api/agents', { params: { query: { include_dismissed: true } } })),
  hire: async (wanted) => (await said(api.POST('/api/agents', { body: wanted }))).agent,
  async change({ id, display_name, office, queues, skills }, to, version) {
    const params = { ...path(id), header: onVersion(version) };
    let now: Consultant | null = null;
    if (to.display_name !== display_name || to.office !== office) {
      const body = { ...(to.display_name !== display_name && { display_name: to.display_name }), ...(to.office !== office && { office: to.office }) };
      now = await said(api.PATCH('/api/agents/{agent_id}', { params, body }));
    }
    const served = { queues: to.queues, skills: to.skills };
    if (now === null || JSON.stringify(served) !== JSON.stringify({ queues, skills })) {
      // The own change of the name has made a version of its own.
      now = await said(api.PUT('/api/agents/{agent_id}/queues', { params: now === null ? params : path(id), body: served }));
    }
    return now;
  },
  one: (id) => said(api.GET('/api/agents/{agent_id}', { params: path(id) })),
  activate: confirmNumber,
  dismiss: async (id) => void (await said(api.DELETE('/api/agents/{agent_id}', { params: path(id) }))),
  takeBack: (id) => said(api.POST('/api/agents/{agent_id}/restore', { params: path(id) })),
  renewTelephone: async (id) => void (await said(api.POST('/api/agents/{agent_id}/telephone', { params: path(id) }))),
};
