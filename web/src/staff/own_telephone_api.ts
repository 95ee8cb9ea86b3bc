/** The password of the own SIP telephone. */
import { api, said, type Schema } from '../api/client';

export type OwnTelephone = Schema['TelephoneOut'];

/** Another one, shown this once; the one before is void. Raises ApiError: `not_found` for who has no telephone. */
export const makeTelephonePassword = (): Promise<OwnTelephone> => said(api.POST('/api/me/telephone'));
