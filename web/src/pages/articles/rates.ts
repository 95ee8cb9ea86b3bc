/** Amounts as editors write them. Pure. */

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
