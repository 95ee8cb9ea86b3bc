/** The way back for somebody who was erased. Failures are ApiErrors: `not_found` for a key that was not erased. */
import { api, said, type Schema } from '../../api/client';

export type Readmission = Schema['ReadmissionIn'];

export async function readmit(wanted: Readmission): Promise<void> {
  await said(api.POST('/api/erasures/readmissions', { body: wanted }));
}
