/** Trials of scenarios on this page's own telephone. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type TrialNow = Schema['TrialNow'];
export type TrialEnd = NonNullable<TrialNow['end']>;
export type TrialOutcome = Schema['TrialQueueIn']['outcome'];
export type TrialTelephone = Schema['TrialTelephone'];
export type Surroundings = Schema['CaseContext'];

/** The draft as it was saved with `revision`, or a version. */
export interface Tried {
  name: string;
  revision?: number;
  version?: number;
  surroundings: Surroundings;
}

export interface TrialApi {
  telephone(): Promise<TrialTelephone>;
  /** This page is rung; the id of the trial. */
  begin(what: Tried): Promise<string>;
  /** Where it is, with the nodes from number `since` on. It goes on only as long as this is asked. */
  look(trial: string, since: number): Promise<TrialNow>;
  leaveQueue(trial: string, outcome: TrialOutcome): Promise<void>;
  end(trial: string): Promise<void>;
}

const at = (trial: string) => ({ path: { trial } });

export const webTrialApi: TrialApi = {
  telephone: () => said(api.GET('/api/scenario-trials/telephone')),
  begin: async (what) => (await said(api.POST('/api/scenario-trials', { body: what }))).id,
  look: (trial, since) => said(api.GET('/api/scenario-trials/{trial}', { params: { ...at(trial), query: { since } } })),
  async leaveQueue(trial, outcome) {
    await said(api.POST('/api/scenario-trials/{trial}/queue', { params: at(trial), body: { outcome } }));
  },
  async end(trial) {
    await said(api.DELETE('/api/scenario-trials/{trial}', { params: at(trial) }));
  },
};
