/** Numbers as they stand on a drawing. */
const whole = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 0 });
const shares = new Intl.NumberFormat('pl-PL', { style: 'percent', maximumFractionDigits: 1 });

export const number = (value: number): string => whole.format(value);
/** `share`: 0 to 1. */
export const percent = (share: number): string => shares.format(share);
