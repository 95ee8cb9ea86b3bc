/** What a fresh installation still lacks, and what the operator is warned of. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type FirstStep = Schema['FirstStep'];

export interface HomeApi {
  /** In the order in which they are taken. */
  firstSteps(): Promise<FirstStep[]>;
  /** How many alarms of the operation are in force. */
  alarms(): Promise<number>;
}

export const webHomeApi: HomeApi = {
  firstSteps: async () => (await said(api.GET('/api/first-steps'))).steps,
  alarms: async () => (await said(api.GET('/api/operation'))).alarms.length,
};
