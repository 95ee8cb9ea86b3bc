/** Test cases on a sheet, and what they walk. Pure. */
import { edgesOf, withCases, type Case, type CaseStep, type Edge, type Graph, type Sheet } from '../graph';
import { edgeKey } from '../overlay/heat';
import type { Step } from './simulating.svelte';
import type { Action, QueueOutcome, SheetTests, Surroundings, Trace } from './simulator_api';

/** Any nodes, or none, in a path that is expected. */
export const GAP = '…';

const KEY_EVERY = 0.2; // seconds between two keys of a caller
const MOMENT = 0.001; // seconds that an action takes

/** „Bez karty”, or with the lowest number that is free: „Bez karty 2”. */
export function freeCaseName(cases: readonly Case[], wanted: string): string {
  const taken = new Set(cases.map(({ name }) => name));
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/ \d+$/, '').slice(0, 95);
  for (let n = 2; ; n += 1) {
    if (!taken.has(`${stem} ${n}`)) return `${stem} ${n}`;
  }
}

export const addCase = (sheet: Sheet, added: Case): Sheet => withCases(sheet, [...sheet.cases, { ...added, name: freeCaseName(sheet.cases, added.name) }]);

export const changeCase = (sheet: Sheet, name: string, part: Partial<Case>): Sheet =>
  withCases(
    sheet,
    sheet.cases.map((each) => (each.name === name ? { ...each, ...part } : each)),
  );

export const removeCase = (sheet: Sheet, name: string): Sheet =>
  withCases(
    sheet,
    sheet.cases.filter((each) => each.name !== name),
  );

/** The copy stands after it. */
export function duplicateCase(sheet: Sheet, name: string): Sheet {
  return withCases(
    sheet,
    sheet.cases.flatMap((each) => (each.name === name ? [each, { ...each, name: freeCaseName(sheet.cases, name) }] : [each])),
  );
}

/** The case expects what came of it: way, announcements and end. */
export function acceptCase(sheet: Sheet, name: string, { path, heard, end }: Trace): Sheet {
  const wanted = { path: path.map(({ node }) => node), prompts: heard.map(({ prompt }) => prompt), end };
  return withCases(
    sheet,
    sheet.cases.map((each) => (each.name === name ? { ...each, ...wanted } : each)),
  );
}

/** Nothing would be tested. */
export const expectsNothing = (of: Case): boolean => (of.path ?? []).length === 0 && (of.prompts ?? []).length === 0 && (of.end ?? null) === null;

/** With all that is left out because it is as usual. */
export function wholeSurroundings(of: Case): Surroundings {
  const usual = { number: '9510', caller_number: '600100200', is_data_away: false, is_sms_away: false, recording: 'opt_in', is_queue_full: false, draw: 0 };
  return { ...usual, ...of.surroundings } as Surroundings;
}

/** What a person has chosen of it, which is kept with a case: the rest is as usual. */
export function keptSurroundings(of: Surroundings): Record<string, unknown> {
  const usual = wholeSurroundings({ name: '', surroundings: {} }) as unknown as Record<string, unknown>;
  const isUsual = (key: string, value: unknown) => value === null || value === usual[key] || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(of).filter(([key, value]) => !isUsual(key, value)));
}

/** The ways that no green case walks, in the order of the graph. */
export function bareEdges(graph: Graph, tests: SheetTests | null): Edge[] {
  if (tests === null || !tests.is_fit) return [];
  const bare = new Set(tests.edges.filter(({ cases }) => cases.length === 0).map(({ node, outcome }) => `${node}\n${outcome}`));
  return edgesOf(graph).filter(({ from, outcome }) => bare.has(`${from}\n${outcome}`));
}

/** The arrows of the drawing of which no outcome is walked, by `edgeKey`: several outcomes may lead along one. */
export function bareArrows(graph: Graph, bare: readonly Edge[]): ReadonlySet<string> {
  const ways = new Set(bare.map(({ from, outcome }) => `${from}\n${outcome}`));
  const walked = new Set(edgesOf(graph).flatMap(({ from, outcome, to }) => (ways.has(`${from}\n${outcome}`) ? [] : [edgeKey(from, to)])));
  return new Set(bare.map(({ from, to }) => edgeKey(from, to)).filter((key) => !walked.has(key)));
}

/**
 * The same call as steps of a trial, so that it can be gone on with: what the caller of a case does hangs on announcements, and
 * `trace`, of the case itself, says when they came.
 */
export function stepsOf(of: Case, trace: Trace): Step[] {
  const steps: Step[] = [];
  let now = MOMENT;
  for (const { at, action } of deedsOf(of.steps ?? [], trace)) {
    const wait = Math.max(0, at - now);
    steps.push(wait > 0 ? [{ do: 'wait', time: rounded(wait) }, action] : [action]);
    now += rounded(wait) + (wait > 0 ? MOMENT : 0) + lengthOf(action) + MOMENT;
  }
  const rest = trace.duration_time - now;
  return rest > 0 ? [...steps, [{ do: 'wait', time: Math.min(3600, rounded(rest) + 0.01) }]] : steps;
}

/** What comes of each queue; null where a step says it, or the caller waits there. */
export function queueOf(of: Case): QueueOutcome | null {
  const isLedOut = of.steps?.some(({ leave_queue: leaves }) => leaves) ?? false;
  return isLedOut || of.queue === null ? null : ((of.queue ?? 'served') as QueueOutcome);
}

interface Deed {
  /** Seconds after the beginning of the call. */
  at: number;
  action: Action;
}

const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000;
const lengthOf = (action: Action) => (action.do === 'press' ? KEY_EVERY * (action.keys.length - 1) : 0);

function deedsOf(steps: readonly CaseStep[], trace: Trace): Deed[] {
  const deeds: Deed[] = [];
  let [now, known] = [0, 0];
  for (const step of steps) {
    if (step.after_prompt) {
      const at = trace.heard.findIndex(({ prompt }, place) => place >= known && prompt === step.after_prompt);
      if (at < 0) break; // it waits for ever
      now = Math.max(now, trace.heard[at]?.at ?? now);
      known = at + 1;
    }
    now += step.wait ?? 1;
    if (step.jump_to) deeds.push({ at: now, action: { do: 'jump_to', at: step.jump_to } });
    if (step.keys) deeds.push({ at: now, action: { do: 'press', keys: step.keys } });
    now += step.keys ? KEY_EVERY * (step.keys.length - 1) : 0;
    if (step.leave_queue) deeds.push({ at: now, action: { do: 'leave_queue', outcome: step.leave_queue } });
    if (step.hangs_up) deeds.push({ at: now, action: { do: 'hang_up' } });
  }
  return deeds;
}
