/** Have the logs been changed since they were written? Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type Proof = Schema['ProofOut'];
export type Verification = NonNullable<Schema['ProofOut']['verification']>;
export type LogVerified = Verification['logs'][number];
export type Finding = Schema['ProofFindingOut'];
export type Chain = Proof['chains'][number];

export interface ProofApi {
  read(): Promise<Proof>;
  /** Answers at once; `read` tells what came of it. */
  verify(): Promise<Verification>;
}

export const webProofApi: ProofApi = {
  async read() {
    return said(api.GET('/api/proof'));
  },
  async verify() {
    return said(api.POST('/api/proof/verify'));
  },
};
