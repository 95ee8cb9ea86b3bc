/** The fields of a publication for a share of the calls, and what is sent of them. */
import { CanaryIn, CanaryLimits } from '../../api/limits';
import { day, FormField, number, type NumberLimits } from '../../blocks/form/fields.svelte';
import { now } from '../../time/clock.svelte';
import { isoDay, isoOf } from '../../time/format';
import type { CanaryWish } from './canary_api';

const DAY_MS = 86_400_000;
/** Days that a trial lasts: at most, and as it is proposed. */
const MOST_DAYS = 13; // to the end of that day it is less than a fortnight
const USUAL_DAYS = 7;

const inDays = (days: number) => isoDay(now() + days * DAY_MS);

/** `isWished()`: is anything to be tried? If not, nothing is wrong with what stands in the fields. */
export function canaryFields(isWished: () => boolean) {
  const within = (limits: NumberLimits & { isWhole?: boolean }, usual: string) => {
    const checked = number(limits);
    return new FormField<string, number>({
      usual,
      isRequired: isWished,
      isEmpty: (value) => value.trim() === '',
      sent: (value) => {
        checked.begin(value);
        return checked.sent;
      },
      wrong: (value) => {
        checked.begin(value);
        return !isWished() || checked.check() ? '' : checked.problem;
      },
    });
  };
  return {
    share_percent: within({ ...CanaryIn.share_percent, isWhole: true }, '10'),
    until: day({ isRequired: isWished, min: () => isoDay(now()), max: () => inDays(MOST_DAYS) }),
    hang_up_percent_points: within(CanaryLimits.hang_up_percent_points, '10'),
    failure_percent_points: within(CanaryLimits.failure_percent_points, '2'),
    min_calls: within({ ...CanaryLimits.min_calls, isWhole: true }, '50'),
  };
}

export type CanaryFormFields = ReturnType<typeof canaryFields>;

/** With what the fields begin. */
export const usualCanary = () => ({ until: inDays(USUAL_DAYS) });

/** To be sent: until the end of that day in Poland. */
export function wishOf(fields: CanaryFormFields): CanaryWish {
  return {
    share_percent: fields.share_percent.sent,
    until: isoOf(fields.until.value) ?? fields.until.value,
    limits: {
      hang_up_percent_points: fields.hang_up_percent_points.sent,
      failure_percent_points: fields.failure_percent_points.sent,
      min_calls: fields.min_calls.sent,
    },
  };
}
