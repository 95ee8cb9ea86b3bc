/** Values of figures in words, where the server has none: axes of charts, sums of a heat map, differences. Pure. */

// Thousands apart from five digits on, as the server writes them.
const numbers = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 1 });
const tenths = new Intl.NumberFormat('pl-PL', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const small = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 2 });

/** Is the figure a count, which may be added up? */
export function isCount(unit: string): boolean {
  return !['%', 's', 'min', 'h', '', '1–5', 'rozmowy/h', 'min/h'].includes(unit);
}

/** "86,3 %", "1:05", "1204", "12 345". */
export function valueText(unit: string, value: number): string {
  if (unit === 's') {
    const whole = Math.round(Math.abs(value));
    const sign = value < 0 && whole > 0 ? '−' : '';
    const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, '0')];
    return `${sign}${hours ? `${hours}:${String(minutes).padStart(2, '0')}` : minutes}:${seconds}`;
  }
  const text = (unit === '' || unit === '1–5' ? small : numbers).format(value).replace('-', '−');
  return unit === '%' ? `${text} %` : text;
}

/** "+2,1 pkt proc.", "−0:12", "+34"; empty when it is the same. `points`: the word for percentage points. */
export function differenceText(unit: string, value: number, other: number, points: string): string {
  const by = value - other;
  const text = unit === '%' ? `${tenths.format(by).replace('-', '−')} ${points}` : valueText(unit, by);
  if (!/[1-9]/.test(text)) return '';
  return by > 0 ? `+${text}` : text;
}
