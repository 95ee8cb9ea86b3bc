/** What a list shows as a file for a spreadsheet: with semicolons and a mark of its letters, as Polish ones want it. Pure. */
import type { Column } from './columns';

/** A spreadsheet would reckon with what begins so. */
const FORMULA = /^[=+\-@\t\r]/;

/** Of the columns that are told in plain text. */
export function csvOf<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const told = columns.filter(({ text }) => text !== undefined);
  const lines = [told.map(({ label }) => label), ...rows.map((row) => told.map(({ text }) => text?.(row) ?? ''))];
  return `\ufeff${lines.map((cells) => cells.map(cell).join(';')).join('\r\n')}\r\n`;
}

function cell(value: string): string {
  const plain = FORMULA.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
