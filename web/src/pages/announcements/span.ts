/** The fields of a span, and what is sent of them. */
import { optionalDay, text } from '../../blocks/form/fields.svelte';
import { now } from '../../time/clock.svelte';
import { isoDay } from '../../time/format';
import { t } from '../../words';
import type { Span } from './announcements_api';
import { hourOf, momentOf } from '../../time/moment';

export function spanFields() {
  const today = () => isoDay(now());
  return {
    from_day: optionalDay({ min: today }),
    from_hour: text({ max: 5, wrong: (typed) => (hourOf(typed) === null ? t.announcements.span.wrongHour : '') }),
    to_day: optionalDay({ min: today }),
  };
}

/** An hour without a day is of today; a day without an hour is the whole day; one that has passed is at once. */
export function spanOf({ from_day, from_hour, to_day }: { from_day: string | null; from_hour: string; to_day: string | null }): Span {
  if (from_hour === '') return { valid_from: from_day, valid_to: to_day };
  const moment = momentOf(from_day ?? isoDay(now()), from_hour);
  return { valid_from: moment !== null && Date.parse(moment) <= now() ? null : moment, valid_to: to_day };
}
