/** A simulated call as people read it: node by node with what was said there, and where two calls part. Pure. */
import type { Heard, Trace, Visited } from './simulator_api';

/** A node with all that was said in it; null: before the first one. */
export interface Stop {
  visited: Visited | null;
  heard: Heard[];
}

/** The tone after which callers speak: it has no words. */
export const BEEP = 'beep';

/** Words as they are heard: `[en]` says only in which language the next ones are. */
export const wordsOf = (heard: Heard): string => heard.text.replace(/\[(pl|en|uk)\]\s*/g, '').trim();

export function stopsOf(trace: Trace): Stop[] {
  const stops: Stop[] = trace.path.map((visited) => ({ visited, heard: [] }));
  const before: Stop = { visited: null, heard: [] };
  for (const heard of trace.heard) {
    const at = stops.findLastIndex(({ visited }) => visited !== null && visited.at <= heard.at);
    (stops[at] ?? before).heard.push(heard);
  }
  return before.heard.length > 0 ? [before, ...stops] : stops;
}

/** What of `trace` was not heard yet in `before`: all of it, if the call was another one. */
export function newlyHeard(before: Trace | null, trace: Trace): readonly Heard[] {
  const known = before?.heard ?? [];
  const goesOn = known.every((heard, at) => isSame(heard, trace.heard[at]));
  return goesOn ? trace.heard.slice(known.length) : trace.heard;
}

function isSame(one: Heard, other: Heard | undefined): boolean {
  return other !== undefined && one.prompt === other.prompt && one.text === other.text && one.at === other.at;
}

/** One line of a call: a node that was entered, or words. */
export interface Line {
  kind: 'node' | 'said' | 'end';
  text: string;
}

/** `nameOf`: the end in words. */
export function linesOf(trace: Trace, nameOf: (end: NonNullable<Trace['end']>) => string): Line[] {
  const lines = stopsOf(trace).flatMap(({ visited, heard }): Line[] => [
    ...(visited === null ? [] : [{ kind: 'node' as const, text: visited.node }]),
    ...heard.map((each) => ({ kind: 'said' as const, text: wordsOf(each) })),
  ]);
  return trace.end === null ? lines : [...lines, { kind: 'end', text: nameOf(trace.end) }];
}

/** The first line in which two calls differ; -1: they are alike. */
export function firstDifference(one: readonly Line[], other: readonly Line[]): number {
  const longest = Math.max(one.length, other.length);
  for (let at = 0; at < longest; at += 1) {
    if (one[at]?.kind !== other[at]?.kind || one[at]?.text !== other[at]?.text) return at;
  }
  return -1;
}
