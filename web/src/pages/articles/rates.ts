/** Amounts as editors write them, and the days that they are likely to be for. Pure. */
import { ApiError } from '../../api/client';
import type { RateStanding } from './articles_api';

/** "1721.90" of "1 721,90", "1721.9 zł"; null: no amount. */
export function amountOf(typed: string): string | null {
  const plain = typed.replace(/\s|zł/g, '').replace(',', '.');
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(plain)) return null;
  return Number(plain).toFixed(2);
}

/** In grosze, for being shown. */
export function groszeOf(amount: string): number {
  return Math.round(Number(amount) * 100);
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

function moved(iso: string, days: number, years = 0): string {
  const [, year, month, day] = ISO.exec(iso) ?? [];
  return new Date(Date.UTC(Number(year) + years, Number(month) - 1, Number(day) + days)).toISOString().slice(0, 10);
}

/**
 * The days of the next announcement: from the day after the last one on, for a year where the rate before was for a
 * year. What a demonstration has made up is replaced from its own first day on. `today`: where nothing is known.
 */
export function likelyDays(rates: readonly RateStanding[], today: string): { from: string; until: string } {
  const known = rates.find(({ state }) => state === 'ended' || state === 'ends') ?? rates.find((rate) => rate.today?.is_made_up);
  const last = known && (known.today ?? known.past[0]);
  if (!last?.valid_until || !known?.ends_on) return { from: today, until: '' };
  const from = last.is_made_up ? last.valid_from : moved(known.ends_on, 1);
  const isYear = last.valid_until === moved(last.valid_from, -1, 1);
  return { from, until: isYear ? moved(from, -1, 1) : '' };
}

/** What the server says of `rates.2.amount`, at the field of the code that was sent as the third. */
export function atTheirCodes(error: unknown, codes: readonly string[]): unknown {
  if (!(error instanceof ApiError)) return error;
  const fields = error.fields.map((each) => {
    const [, place] = /^(?:body\.)?rates\.(\d+)\./.exec(each.field) ?? [];
    const code = place === undefined ? undefined : codes[Number(place)];
    return code === undefined ? each : { ...each, field: fieldOf(code) };
  });
  return new ApiError(error.code, error.message, error.status, fields, error.retryAfter);
}

/** The name of the field of a rate in the form. A code may have dots, which separate names in problems. */
export const fieldOf = (code: string): string => `amount:${code.replaceAll('.', ':')}`;
