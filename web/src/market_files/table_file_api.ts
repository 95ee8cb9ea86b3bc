/** Tables of the job market, from files. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type TableTaken = Schema['TableTaken'];
export type TableKind = 'offers' | 'trainings' | 'fairs' | 'gminas';

export interface TableFileApi {
  /** On trial nothing is written. */
  send(kind: TableKind, file: File, isTrial: boolean): Promise<TableTaken>;
}

export const templateOf = (kind: TableKind): string => `/api/market-files/${kind}/template`;

/** The bytes as they are: the server finds out how they are written. */
async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
}

export const webTableFileApi: TableFileApi = {
  async send(kind, file, is_trial) {
    const body = { file: await base64(file), is_trial };
    if (kind === 'offers') return said(api.POST('/api/market-files/offers', { body }));
    if (kind === 'trainings') return said(api.POST('/api/market-files/trainings', { body }));
    if (kind === 'gminas') return said(api.POST('/api/market-files/gminas', { body }));
    return said(api.POST('/api/market-files/fairs', { body }));
  },
};
