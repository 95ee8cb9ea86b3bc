/** Simulated calls as the drawing board asks for them. Failures are ApiErrors. */
import { api, ApiError, said, type Schema } from '../../api/client';
import { soundOf, type SpokenLanguage } from '../../api/sound';
import type { Case, Graph, Sheet } from '../graph';

export type Trace = Schema['Trace'];
export type Heard = Schema['Heard'];
export type Visited = Schema['Visited'];
export type Surroundings = Schema['CaseContext'];
export type Action = NonNullable<Schema['SimulationIn']['actions']>[number];
export type QueueOutcome = Schema['LeaveQueue']['outcome'];

export type CaseMade = Schema['CaseOfRunOut'];
export type CaseResult = Schema['CaseResult'];
export type SheetTests = Schema['ScenarioTestsOut'];

/** A call that is tried out: who calls, what comes of each queue (null: an action leads out of it), and what the caller does. */
export interface Tried {
  surroundings: Surroundings;
  queue: QueueOutcome | null;
  actions: readonly Action[];
}

/** What is played: what stands on the sheet, or the open draft (`version` null) or a version as it was saved. */
export type Played = { graph: Graph } | { name: string; version: number | null };

export interface SimulatorApi {
  /** From the beginning of the call up to the last action. */
  play(what: Played, tried: Tried, signal: AbortSignal): Promise<Trace>;
  /** A test case of the same call. */
  caseOf(name: string, graph: Graph, tried: Tried): Promise<CaseMade>;
  /** All test cases on what stands on the sheet. `basedOn`: the version whose difference counts. */
  runCases(sheet: Sheet, basedOn: number | null, signal: AbortSignal): Promise<SheetTests>;
  /** As on the telephone. */
  sound(heard: Heard, signal: AbortSignal): Promise<Blob>;
}

const SOUND_MS = 60_000; // the engine may have to be loaded first
const CASES_MS = 60_000; // they take half a minute at most, and may have to wait for others

const within = (ms: number) => (request: Request) => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(ms)]) });

export const webSimulatorApi: SimulatorApi = {
  play: (what, tried, signal) => said(api.POST('/api/scenario-simulations', { body: { ...what, ...tried, actions: [...tried.actions] }, signal })),
  caseOf: (name, graph, tried) =>
    said(api.POST('/api/scenario-cases', { body: { graph, ...tried, actions: [...tried.actions], case_name: name }, fetch: within(CASES_MS) })),
  runCases: ({ graph, cases }, basedOn, signal) =>
    said(
      api.POST('/api/scenario-case-runs', {
        body: { graph, cases: cases as readonly Case[] as never[], based_on: basedOn },
        fetch: within(CASES_MS),
        signal,
      }),
    ),
  async sound({ prompt, language, text, values }, signal) {
    // Words with values in them are spoken; others may have been recorded by somebody.
    if (Object.keys(values).length > 0) return soundOf(text, language as SpokenLanguage, signal);
    const params = { path: { prompt, language: language as SpokenLanguage } };
    const { data } = await api.GET('/api/prompts/{prompt}/sound/{language}', { params, parseAs: 'blob', fetch: within(SOUND_MS), signal });
    if (data === undefined) throw new ApiError('unreadable', '');
    return data as unknown as Blob;
  },
};
