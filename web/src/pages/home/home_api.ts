/** What a fresh installation still lacks. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type FirstStep = Schema['FirstStep'];

export interface HomeApi {
  /** In the order in which they are taken. */
  firstSteps(): Promise<FirstStep[]>;
}

export const webHomeApi: HomeApi = {
  firstSteps: async () => (await said(api.GET('/api/first-steps'))).steps,
};
