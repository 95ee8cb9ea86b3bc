/** How the installation runs. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Operation = Schema['Operation'];
export type Alarm = Schema['OperationAlarm'];
export type AlarmName = Alarm['name'];
export type Part = Schema['OperationPart'];
export type PastAlarm = Schema['PastAlarmOut'];
export type PublicFigures = Schema['PublicFigures'];
export type PublicOffice = PublicFigures['offices'][number];

export interface OperationApi {
  look(): Promise<Operation>;
  /** The newest first. */
  past(days: number): Promise<PastAlarm[]>;
  /** What anybody gets without a log-in. Raises ApiError: `month_not_ready`, `not_found`. */
  publicFigures(month: string): Promise<PublicFigures>;
}

export const webOperationApi: OperationApi = {
  look: () => said(api.GET('/api/operation')),
  past: async (days) => [...(await said(api.GET('/api/operation/alarms', { params: { query: { days } } }))).alarms],
  publicFigures: (month) => said(api.GET('/api/public/figures', { params: { query: { month } } })),
};
