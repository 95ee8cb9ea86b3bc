/** The fields by which a place is reached: of offices and branches. */
import type { Schema } from '../api/client';
import { OfficeIn } from '../api/limits';
import { optional, optionalChoice, optionalDay, text } from '../blocks/form/fields.svelte';
import { isoDay } from '../time/format';
import { now } from '../time/clock.svelte';
import { t } from '../words';

export type Certainty = NonNullable<Schema['OfficeOut']['certainty']>;

export const CERTAINTIES = ['high', 'medium', 'low'] as const;

export const postalCode = () => text({ isRequired: true, wrong: (typed) => (/^\d\d-\d{3}$/.test(typed) ? '' : t.offices.wrong.postalCode) });
export const telephoneOf = () => optional({ wrong: (typed) => (/^[\d ]{3,20}$/.test(typed) ? '' : t.offices.wrong.telephone) });

export const reached = () => ({
  email: optional({ ...OfficeIn.email, wrong: (typed) => (/^[\w.+-]+@[\w.-]+$/.test(typed) ? '' : t.offices.wrong.email) }),
  page: optional({ ...OfficeIn.page, wrong: (typed) => (/^https?:\/\/\S+$/.test(typed) ? '' : t.offices.wrong.page) }),
  certainty: optionalChoice<Certainty>(''),
  checked_on: optionalDay({ max: () => isoDay(now()) }),
});
