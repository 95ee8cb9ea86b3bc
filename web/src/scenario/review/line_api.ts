/** What there is of a line already. Failures are ApiErrors. */
import { api, said } from '../../api/client';
import type { LineContent } from './line_steps';

export interface LineApi {
  /** Of the draft if there is one, else of a version. */
  content(name: string, version: number | null): Promise<LineContent>;
}

interface Graph {
  nodes?: Readonly<Record<string, { kind?: string }>>;
}

const isError = ({ severity }: { severity: string }) => severity === 'error';
const asksHours = (graph: Graph) => Object.values(graph.nodes ?? {}).some(({ kind }) => kind === 'opening_hours');

export const webLineApi: LineApi = {
  async content(name, version) {
    const path = { name };
    const file = said(api.GET('/api/scenarios/{name}/file', { params: { path, query: { ...(version !== null && { version }) } } }));
    const findings =
      version === null
        ? said(api.GET('/api/scenarios/{name}/draft', { params: { path } })).then((draft) => draft.findings)
        : file.then(({ scenario }) => said(api.POST('/api/scenario-checks', { body: { graph: scenario } })));
    const [{ scenario, cases = [], prompts = {} }, found] = await Promise.all([file, findings]);
    return { errors: found.filter(isError).length, prompts, asksHours: asksHours(scenario as Graph), cases: cases.length };
  },
};
