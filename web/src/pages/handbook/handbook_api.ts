/** The handbook of the own role. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Handbook = Schema['HandbookOut'];
export type Section = Schema['HandbookSection'];

export interface HandbookApi {
  read(): Promise<Handbook>;
}

export const webHandbookApi: HandbookApi = { read: () => said(api.GET('/api/handbook')) };
