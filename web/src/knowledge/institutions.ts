/** Institutions outside of the centre, as everybody of the staff may read them. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import { hasAll } from '../words/folded';

export type Institution = Schema['TargetOut'];

/** By name. */
export const webInstitutions = (): Promise<Institution[]> => said(api.GET('/api/transfer-targets'));

/** Those that have all the words, with or without Polish letters; telephones by their digits. `seat`: of an office. */
export function fittingInstitutions(all: readonly Institution[], typed: string, seat: (code: string | null) => string): Institution[] {
  return all.filter(({ name, purpose, number, office }) => hasAll([name, purpose, number, seat(office)].join(' '), typed));
}
