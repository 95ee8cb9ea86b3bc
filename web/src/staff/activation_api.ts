/** Somebody says whose browser shows a number. */
import { api, said } from '../api/client';

/** Raises ApiError: `wrong_number`, `not_to_activate`, and `second_person_refused` for an account of one's own making. */
export async function confirmNumber(username: string, number: string): Promise<void> {
  await said(api.POST('/api/accounts/{username}/activation', { params: { path: { username } }, body: { number } }));
}
