/** How calls went through a scenario, and where callers are now. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type ScenarioPassages = Schema['ScenarioPassages'];
export type ScenarioCallers = Schema['ScenarioCallers'];

export interface OverlayApi {
  /** Of days in Poland, the last one included; `version` null: of all together. */
  passages(scenario: string, from: string, to: string, version: number | null): Promise<ScenarioPassages>;
  callers(scenario: string): Promise<ScenarioCallers>;
}

export const webOverlayApi: OverlayApi = {
  passages: (name, from, to, version) =>
    said(api.GET('/api/scenarios/{name}/passages', { params: { path: { name }, query: { from, to, ...(version !== null && { version }) } } })),
  callers: (name) => said(api.GET('/api/scenarios/{name}/callers', { params: { path: { name } } })),
};
