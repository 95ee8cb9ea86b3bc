/** Figures of today for the offices that are shown. Pure. */
import type { BoardFigure, OfficeFigures } from '../../live/protocol';

export const PROVINCE = '*';

export interface Figure {
  /** null: there is nothing to say it of. */
  value: number | null;
  /** Of how many cases. */
  n: number;
}

const NONE: Figure = { value: null, n: 0 };

export function figureOf(figures: OfficeFigures | undefined, metric: string, of: 'day' | 'hour' = 'day'): Figure {
  const found: BoardFigure | undefined = figures?.[of].figures?.[metric];
  return found ? { value: found[0], n: found[1] } : NONE;
}

/** A share in percent of several offices together: each counts by its own cases. */
export function shareOfAll(parts: readonly Figure[]): Figure {
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  // Whole cases, so that it is the figure that one question about all of them would give.
  const good = parts.reduce((sum, part) => sum + Math.round(((part.value ?? 0) * part.n) / 100), 0);
  return n > 0 ? { value: (100 * good) / n, n } : NONE;
}

/** A count of several offices together; null where nothing is known of any. */
export function countOfAll(parts: readonly Figure[]): number | null {
  const known = parts.filter((part) => part.value !== null);
  return known.length > 0 ? known.reduce((sum, part) => sum + (part.value ?? 0), 0) : null;
}

/** The figures to be added up: of the whole province where nothing is left out, else of each office. */
export function figuresShown(figures: ReadonlyMap<string, OfficeFigures>, offices: readonly string[]): readonly OfficeFigures[] {
  const whole = figures.get(PROVINCE);
  if (whole && offices.length === 0) return [whole];
  return [...figures].filter(([office]) => office !== PROVINCE && isShown(office, offices)).map(([, found]) => found);
}

export function isShown(office: string, offices: readonly string[]): boolean {
  return offices.length === 0 || offices.includes(office);
}

/** The earliest moment up to which all of them are complete. */
export function completeUntil(parts: readonly OfficeFigures[]): string | null {
  return parts.map((part) => part.complete_until).reduce<string | null>((a, b) => (a === null || b < a ? b : a), null);
}

const tenths = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 1 });

/** "86 %", "86,3 %": rounded to a tenth as reports round it, and without a tenth that is none. */
export function percent(value: number): string {
  return `${tenths.format(value)} %`;
}

/** "0,4 s", "12 s": how old the data are. Tenths only where they say something. */
export function age(seconds: number): string {
  if (seconds >= 10) return `${Math.floor(seconds)} s`;
  return `${Math.max(0, seconds).toFixed(1).replace('.', ',')} s`;
}
