/** How many clients are what, by office, and never who. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Statistics = Schema['ClientStatistics'];
export type Counts = Statistics['attributes'][number];

export interface ClientStatisticsApi {
  read(): Promise<Statistics>;
}

export const webClientStatisticsApi: ClientStatisticsApi = {
  read: () => said(api.GET('/api/clients/statistics')),
};
