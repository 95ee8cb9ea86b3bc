/** Offers in words. Pure. */
import { amount } from '../../time/format';
import { t } from '../../words';
import type { Offer } from './offers_api';

/** "4 800,00–5 200,00 zł miesięcznie"; empty where nobody told it. */
export function payOf({ pay_from: least, pay_to: most, pay_unit: unit }: Pick<Offer, 'pay_from' | 'pay_to' | 'pay_unit'>): string {
  const sums = [least, most].filter((each) => each !== null && each > 0).filter((each, at, all) => all.indexOf(each) === at);
  return sums.length === 0 ? '' : `${sums.map((each) => amount(each ?? 0)).join(' – ')} ${t.market.offers.payUnits[unit]}`;
}

/** What came with an offer, field by field; what is empty is left out. */
export function recordOf(record: Readonly<Record<string, unknown>> | null): (readonly [name: string, value: string])[] {
  return Object.entries(record ?? {})
    .map(([name, value]) => [name, told(value)] as const)
    .filter(([, value]) => value !== '');
}

function told(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? t.market.offers.yes : '';
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  if (Array.isArray(value)) return value.map(told).filter(Boolean).join('; ');
  return recordOf(value as Record<string, unknown>)
    .map(([name, each]) => `${name}: ${each}`)
    .join(', ');
}
