/** What is wrong with what was typed of an employer. Pure. */
import { t } from '../../words';

export const wrongTelephone = (value: string): string => (/^[0-9+ ()-]{6,25}$/.test(value) ? '' : t.employers.notTelephone);
export const wrongEmail = (value: string): string => (/^[^@\s]+@[^@\s]+$/.test(value) ? '' : t.employers.notEmail);
