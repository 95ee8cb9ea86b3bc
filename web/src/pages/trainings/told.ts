/** Trainings in words. Pure. */
import { amount } from '../../time/format';
import { t } from '../../words';
import type { Training } from './trainings_api';

/** "3 wolne miejsca z 12, czeka 2" */
export function seatsOf({ seats, taken, waiting }: Pick<Training, 'seats' | 'taken' | 'waiting'>): string {
  const w = t.market.trainings;
  return seats === null ? w.notCounted : w.seats(Math.max(0, seats - taken), seats, waiting);
}

export function priceOf({ price }: Pick<Training, 'price'>): string {
  return price === null || price === 0 ? t.market.trainings.freeOfCharge : amount(price);
}
