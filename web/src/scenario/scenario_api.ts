/** Scenarios as the drawing board reads and writes them. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import type { Sheet } from './graph';

export type Draft = Schema['DraftOut'];
export type Version = Schema['VersionContent'];
export type History = Schema['ScenarioHistory'];
export type Finding = Schema['Finding'];
export type Prompt = Schema['PromptOut'];
export type Difference = Schema['DifferenceOut'];

export interface ScenarioApi {
  kinds(): Promise<Schema['ScenarioKindsOut']>;
  history(name: string): Promise<History>;
  /** Raises ApiError 404: there is none. */
  draft(name: string): Promise<Draft>;
  version(name: string, version: number): Promise<Version>;
  /** A copy of the newest version. */
  begin(name: string): Promise<Draft>;
  /** Raises ApiError `stale_draft`: somebody else was faster. */
  save(name: string, revision: number, sheet: Sheet): Promise<Draft>;
  check(sheet: Sheet, signal: AbortSignal): Promise<Finding[]>;
  /** Of two sheets that are not kept. */
  difference(before: Sheet, after: Sheet): Promise<Difference>;
  /** All announcements, with their words. */
  prompts(): Promise<Prompt[]>;
}

const drawn = ({ graph, drawing }: Sheet) => ({ graph, drawing });
const at = (name: string) => ({ params: { path: { name } } });

export const webScenarioApi: ScenarioApi = {
  kinds: () => said(api.GET('/api/scenario-kinds')),
  history: (name) => said(api.GET('/api/scenarios/{name}', at(name))),
  draft: (name) => said(api.GET('/api/scenarios/{name}/draft', at(name))),
  version: (name, version) => said(api.GET('/api/scenarios/{name}/versions/{version}', { params: { path: { name, version } } })),
  begin: (name) => said(api.POST('/api/scenarios/{name}/draft', { ...at(name), body: { cases: [] } })),
  save: (name, revision, { graph, drawing, cases }) =>
    said(api.PUT('/api/scenarios/{name}/draft', { ...at(name), body: { revision, graph, cases: [...cases] as never[], drawing } as never })),
  check: ({ graph }, signal) => said(api.POST('/api/scenario-checks', { body: { graph }, signal })),
  difference: (before, after) => said(api.POST('/api/scenario-comparisons', { body: { before: drawn(before), after: drawn(after) } as never })),
  prompts: () => said(api.GET('/api/prompts')),
};
