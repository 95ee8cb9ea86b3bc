/** The lines and their scenarios; a new one. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Scenario = Schema['ScenarioOut'];
export type Draft = Schema['DraftOut'];
export type Template = Schema['ScenarioTemplate'];
export type ScenarioFile = Schema['ScenarioFile'];

/** With what a draft begins. */
export type Content = Pick<Template, 'graph' | 'cases'> & { drawing?: Draft['drawing'] };

export interface ScenariosApi {
  list(): Promise<Scenario[]>;
  templates(): Promise<Template[]>;
  /** Of a version, or of the draft (null). */
  content(name: string, version: number | null): Promise<Content>;
  /** A draft of a new line. Raises ApiError. */
  make(name: string, content: Content): Promise<Draft>;
  /** A draft of the newest version. */
  begin(name: string): Promise<Draft>;
  /** All of it, or nothing: raises ApiError with a sentence for each fault. */
  importFile(name: string, file: ScenarioFile): Promise<Draft>;
  exportFile(name: string, version: number | null): Promise<ScenarioFile>;
}

export const webScenariosApi: ScenariosApi = {
  list: () => said(api.GET('/api/scenarios')),
  templates: () => said(api.GET('/api/scenario-templates')),
  content: (name, version) =>
    version === null
      ? said(api.GET('/api/scenarios/{name}/draft', { params: { path: { name } } }))
      : said(api.GET('/api/scenarios/{name}/versions/{version}', { params: { path: { name, version } } })),
  make: (name, { graph, cases, drawing = null }) =>
    said(api.POST('/api/scenarios/{name}/draft', { params: { path: { name } }, body: { graph, cases, drawing } })),
  begin: (name) => said(api.POST('/api/scenarios/{name}/draft', { params: { path: { name } }, body: { cases: [] } })),
  importFile: (name, body) => said(api.POST('/api/scenario-imports', { params: { query: { name } }, body })),
  exportFile: (name, version) => said(api.GET('/api/scenarios/{name}/file', { params: { path: { name }, query: { ...(version !== null && { version }) } } })),
};
