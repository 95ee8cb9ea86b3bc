/** The day as a line. Pure. */
import type { DayLine } from '../../live/protocol';

const QUARTER_MS = 900_000;
/** A level of fewer callers than this jumps: it is no worst quarter. */
const CASES = 3;

export interface Curve {
  /** In quarters of an hour, from the first in which anybody called. */
  width: number;
  /** Calls: `height` in percent of the most in one quarter. */
  bars: readonly { x: number; height: number }[];
  /** The service level, each piece without a gap, as points of an SVG of 100 percent. */
  pieces: readonly string[];
  calls: number;
  from: number;
  to: number;
  worst: { level: number; at: number; until: number } | null;
  /** In how many quarters it was below a target. */
  below: (target: number) => number;
}

/** null: nobody has called yet. */
export function curveOf(line: DayLine | undefined): Curve | null {
  const calls = line?.calls ?? [];
  const first = calls.findIndex((count) => count > 0);
  if (line === undefined || first < 0) return null;
  const [shown, levels] = [calls.slice(first), (line.level ?? []).slice(first)];
  const most = Math.max(...shown);
  const begin = Date.parse(line.since) + first * QUARTER_MS;
  const at = (n: number) => begin + n * QUARTER_MS;
  const pieces: string[][] = [[]];
  let worst: Curve['worst'] = null;
  levels.forEach((level, n) => {
    if (level === null) {
      pieces.push([]);
      return;
    }
    pieces.at(-1)?.push(`${n + 0.4},${100 - level}`);
    if ((shown[n] ?? 0) >= CASES && (worst === null || level < worst.level)) worst = { level, at: at(n), until: at(n + 1) };
  });
  return {
    width: shown.length,
    bars: shown.map((count, x) => ({ x, height: (100 * count) / most })),
    pieces: pieces.filter((piece) => piece.length > 0).map((piece) => piece.join(' ')),
    calls: shown.reduce((sum, count) => sum + count, 0),
    from: begin,
    to: at(shown.length),
    worst,
    below: (target) => levels.filter((level) => level !== null && level < target).length,
  };
}
