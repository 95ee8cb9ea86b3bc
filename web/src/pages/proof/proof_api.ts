/** Have logs and recordings been changed since they were written? Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Proof = Schema['ProofOut'];
export type Verification = NonNullable<Schema['ProofOut']['verification']>;
export type LogVerified = Verification['logs'][number];
export type Finding = Schema['ProofFindingOut'];
export type Chain = Proof['chains'][number];
export type RecordingsVerification = Schema['RecordingsVerificationOut'];
export type RecordingFinding = Schema['RecordingFindingOut'];

export interface ProofApi {
  read(): Promise<Proof>;
  /** Answers at once; `read` tells what came of it. */
  verify(): Promise<Verification>;
  /** The same of the recordings. */
  verifyRecordings(): Promise<RecordingsVerification>;
}

export const webProofApi: ProofApi = {
  async read() {
    return said(api.GET('/api/proof'));
  },
  async verify() {
    return said(api.POST('/api/proof/verify'));
  },
  async verifyRecordings() {
    return said(api.POST('/api/proof/verify-recordings'));
  },
};
