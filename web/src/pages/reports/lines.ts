/** Lines of a report's table in their order, and what is said of a cell. Pure. */
import type { Comparison, Sort } from './question';
import type { Cell, Column, Compared, Line } from './reports_api';

const HOUR_MS = 3_600_000;
const collator = new Intl.Collator('pl', { numeric: true });

/** What there is nothing to say of stands last, whichever way it is sorted. */
export function sorted(lines: readonly Line[], columns: readonly string[], sort: Sort | null): readonly Line[] {
  if (sort === null) return lines;
  const sign = sort.isDown ? -1 : 1;
  if (sort.key === 'line') {
    const isOfTime = lines.every((line) => line.begin);
    return [...lines].sort((a, b) => sign * (isOfTime ? collator.compare(a.begin ?? '', b.begin ?? '') : collator.compare(a.label, b.label)));
  }
  const at = columns.indexOf(sort.key);
  if (at < 0) return lines;
  return [...lines].sort((a, b) => {
    const [x, y] = [a.cells[at]?.value ?? null, b.cells[at]?.value ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}

/** The next way of sorting when a column's head is pressed: the largest first, then the smallest, then as it was. */
export function nextSort(sort: Sort | null, key: string): Sort | null {
  const first = key !== 'line';
  if (sort?.key !== key) return { key, isDown: first };
  return sort.isDown === first ? { key, isDown: !first } : null;
}

/** Fewer cases than these stand beside their share; of more it is told when one asks for it. The server judges from as many on. */
export const FEW = 30;

/** Of how many cases a share or a mean is; null for a count, for what is of time, and where nothing was counted. */
export function sizeOf(cell: Cell, column: Column): number | null {
  return cell.value === null || !column.has_cases ? null : cell.n;
}

/** Consultants stand by their names, whatever an address asks for: they are no rank. */
export function sortFor(by: string, sort: Sort | null): Sort | null {
  return by === 'agent' && sort?.key !== 'line' ? null : sort;
}

/** Of hours and their parts: without those before the first and after the last in which there was anything. */
export function awake(lines: readonly Line[]): readonly Line[] {
  const isShort = lines.every((line) => line.begin && line.end && Date.parse(line.end) - Date.parse(line.begin) <= HOUR_MS);
  const hasAny = (line: Line) => line.cells.some((cell) => cell.n > 0 || cell.value);
  const first = lines.findIndex(hasAny);
  if (!isShort || first < 0) return lines;
  return lines.slice(first, lines.findLastIndex(hasAny) + 1);
}

/** "8:00" of "8:00–9:00": what an axis has room for. */
export function shortLabel(label: string): string {
  return /^(\d{1,2}:\d\d)–/.exec(label)?.[1] ?? label;
}

/** How strongly a cell is coloured: 0 (not at all) to 4. */
export function strengthOf(value: number | null, most: number): 0 | 1 | 2 | 3 | 4 {
  if (value === null || value <= 0 || most <= 0) return 0;
  return Math.min(4, Math.max(1, Math.ceil((value / most) * 4))) as 1 | 2 | 3 | 4;
}

/** What a number is held against; null: nothing, or there was nothing. */
export function otherOf(cell: Cell | undefined, compare: Comparison): Compared | null {
  const found = compare === 'none' ? null : compare === 'network' ? cell?.network : compare === 'target' ? cell?.target : cell?.earlier;
  return found && found.value !== null ? found : null;
}
