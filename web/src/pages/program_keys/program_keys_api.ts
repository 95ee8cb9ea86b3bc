/** Keys by which programs read reports in one's own name. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type ProgramKey = Schema['ReportKey'];
export type ProgramKeyMade = Schema['ReportKeyMade'];

export interface ProgramKeysApi {
  /** Newest first, also those that are over. */
  own(): Promise<ProgramKey[]>;
  /** The key is told this once. */
  make(name: string, days: number): Promise<ProgramKeyMade>;
  end(id: string): Promise<void>;
}

export const webProgramKeysApi: ProgramKeysApi = {
  own: () => said(api.GET('/api/report-keys')),
  make: (name, days) => said(api.POST('/api/report-keys', { body: { name, days } })),
  end: async (id) => void (await said(api.DELETE('/api/report-keys/{key_id}', { params: { path: { key_id: id } } }))),
};
