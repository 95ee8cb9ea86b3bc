/** How the installation runs. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Operation = Schema['Operation'];
export type Alarm = Schema['OperationAlarm'];
export type AlarmName = Alarm['name'];
export type Part = Schema['OperationPart'];
export type PastAlarm = Schema['PastAlarmOut'];
export type PublicFigures = Schema['PublicFigures'];
export type Asterisk = Schema['AsteriskOut'];
export type PublicOffice = PublicFigures['offices'][number];

export interface OperationApi {
  look(): Promise<Operation>;
  /** Each of several; none where there is but one. */
  asterisks(): Promise<Asterisk[]>;
  /** No new calls for it, or again. Raises ApiError: `last_asterisk`. */
  drain(name: string, isDrained: boolean): Promise<void>;
  /** The newest first. */
  past(days: number): Promise<PastAlarm[]>;
  /** What anybody gets without a log-in. Raises ApiError: `month_not_ready`, `not_found`. */
  publicFigures(month: string): Promise<PublicFigures>;
}

export const webOperationApi: OperationApi = {
  look: () => said(api.GET('/api/operation')),
  asterisks: async () => [...(await said(api.GET('/api/operation/asterisks'))).asterisks],
  drain: async (name, isDrained) => {
    await said(api.PUT('/api/operation/asterisks/{name}', { params: { path: { name } }, body: { is_drained: isDrained } }));
  },
  past: async (days) => [...(await said(api.GET('/api/operation/alarms', { params: { query: { days } } }))).alarms],
  publicFigures: (month) => said(api.GET('/api/public/figures', { params: { query: { month } } })),
};
