/** Many people at once, from a file. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Checked = Schema['PeopleChecked'];
export type Person = Schema['PersonOut'];
export type Fault = Schema['FaultOut'];

export interface PeopleFileApi {
  /** What would become of each line, and all that is wrong. Nothing is written. */
  check(file: File): Promise<Checked>;
  /** All of them or, if anything is wrong, nobody. Raises ApiError: `settings_refused`. */
  make(file: File): Promise<Checked>;
}

export const TEMPLATE = '/api/people/template';

/** The bytes as they are: the server finds out how they are written. */
async function sent(file: File): Promise<{ file: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { file: btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), '')) };
}

export const webPeopleFileApi: PeopleFileApi = {
  check: async (file) => said(api.POST('/api/people/check', { body: await sent(file) })),
  make: async (file) => said(api.POST('/api/people', { body: await sent(file) })),
};
