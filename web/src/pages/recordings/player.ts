/** Where the player goes by which key, and how its picture is drawn. Pure. */
import type { Mark } from './recordings_api';

export const STEP = 5; // seconds
export const LEAP = 30;
export const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;

/** Where a key leads; null: it is none of the player's. */
export function seekOf(key: string, position: number, seconds: number): number | null {
  const to = {
    ArrowLeft: position - STEP,
    ArrowDown: position - STEP,
    ArrowRight: position + STEP,
    ArrowUp: position + STEP,
    PageDown: position - LEAP,
    PageUp: position + LEAP,
    Home: 0,
    End: seconds,
  }[key];
  return to === undefined ? null : within(to, seconds);
}

export function within(position: number, seconds: number): number {
  return Number.isFinite(position) ? Math.min(Math.max(0, position), Math.max(0, seconds)) : 0;
}

/** The loudest of each of `count` equal parts, from 0 to 1; of fewer peaks each one. */
export function columnsOf(peaks: readonly number[], count: number): number[] {
  const columns = Math.max(0, Math.min(count, peaks.length));
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * peaks.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * peaks.length) / columns));
    return Math.max(...peaks.slice(from, to)) / 255;
  });
}

/** The outline of one side, from the middle line (0) to 1; `isAbove`: towards the top. */
export function outlineOf(columns: readonly number[], width: number, height: number, isAbove: boolean): string {
  if (columns.length === 0) return '';
  const sign = isAbove ? -1 : 1;
  const step = width / columns.length;
  const round = (n: number) => Math.round(n * 10) / 10;
  const points = columns.map((loud, at) => `${round((at + 0.5) * step)},${round(sign * Math.max(loud, 0.01) * height)}`);
  return `M0,0L${points.join('L')}L${width},0Z`;
}

export interface Span {
  why: Mark['why'];
  /** Of the whole, from 0 to 1. */
  from: number;
  length: number;
  begins: number;
  ends: number;
}

/** Silent spans as parts of the whole; what lies outside of it is left out. */
export function spansOf(marks: readonly Mark[], seconds: number): Span[] {
  if (seconds <= 0) return [];
  return marks.flatMap(({ why, from_time, to_time }) => {
    const begins = within(from_time, seconds);
    const ends = within(to_time ?? seconds, seconds);
    return ends > begins ? [{ why, begins, ends, from: begins / seconds, length: (ends - begins) / seconds }] : [];
  });
}
