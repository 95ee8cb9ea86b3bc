/** Values of figures in words, where the server has none: axes of charts, sums of a heat map, differences. Pure. */

import { duration } from '../../time/format';

// Thousands apart from five digits on, as the server writes them.
const numbers = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 1 });
const tenths = new Intl.NumberFormat('pl-PL', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const small = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 2 });

/** With which meaning a verdict is shown; its word stands in it. */
export const VERDICTS = { met: 'ready', missed: 'trouble', few: 'plain', open: 'plain', no_target: 'plain', none: 'plain' } as const;

/** Is the figure a count, which may be added up? */
export function isCount(unit: string): boolean {
  return !['%', 's', 'min', 'h', '', '1–5', 'rozmowy/h', 'min/h'].includes(unit);
}

/** "86,3 %", "1 min 5 s", "1204", "12 345". */
export function valueText(unit: string, value: number): string {
  if (unit === 's') {
    const whole = Math.round(Math.abs(value));
    return `${value < 0 && whole > 0 ? '−' : ''}${duration(whole)}`;
  }
  const text = (unit === '' || unit === '1–5' ? small : numbers).format(value).replace('-', '−');
  return unit === '%' ? `${text} %` : text;
}

/** "+2,1 pkt proc.", "−12 s", "+34"; empty when it is the same. `points`: the word for percentage points. */
export function differenceText(unit: string, value: number, other: number, points: string): string {
  const by = value - other;
  const text = unit === '%' ? `${tenths.format(by).replace('-', '−')} ${points}` : valueText(unit, by);
  if (!/[1-9]/.test(text)) return '';
  return by > 0 ? `+${text}` : text;
}
