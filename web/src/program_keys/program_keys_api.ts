/** Keys by which programs ask: for reports, for what the offices' portal tells, for an employer, or of one person. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type ProgramKey = Schema['ProgramKey'];
export type ProgramKeyMade = Schema['ProgramKeyMade'];

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

/** Of one employer. */
export const webEmployerKeysApi = (employer_id: string): ProgramKeysApi => ({
  own: () => said(api.GET('/api/employer-keys', { params: { query: { employer_id } } })),
  make: (name, days) => said(api.POST('/api/employer-keys', { body: { name, days, employer_id } })),
  end: async (id) => void (await said(api.DELETE('/api/employer-keys/{key_id}', { params: { path: { key_id: id } } }))),
});

export const webPortalKeysApi: ProgramKeysApi = {
  own: () => said(api.GET('/api/portal-keys')),
  make: (name, days) => said(api.POST('/api/portal-keys', { body: { name, days } })),
  end: async (id) => void (await said(api.DELETE('/api/portal-keys/{key_id}', { params: { path: { key_id: id } } }))),
};

/** Of systems of other institutions. */
export const webSystemKeysApi: ProgramKeysApi = {
  own: () => said(api.GET('/api/system-keys')),
  make: (name, days) => said(api.POST('/api/system-keys', { body: { name, days } })),
  end: async (id) => void (await said(api.DELETE('/api/system-keys/{key_id}', { params: { path: { key_id: id } } }))),
};
