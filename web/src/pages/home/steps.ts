/** Where each first step is taken. Pure. */
import type { FirstStep } from './home_api';

const AT: Readonly<Record<FirstStep['name'], string>> = {
  second_person: '/accounts',
  offices: '/offices',
  hours: '/hours',
  numbers: '/numbers',
  supervisors: '/accounts',
  consultants: '/consultants',
  telephones: '/consultants',
  first_call: '/calls',
};

export const placeOf = ({ name }: Pick<FirstStep, 'name'>): string => AT[name];

/** The first that is not done: the one that is said to be next. */
export const nextOf = (steps: readonly FirstStep[]): FirstStep | null => steps.find((step) => !step.is_done) ?? null;
