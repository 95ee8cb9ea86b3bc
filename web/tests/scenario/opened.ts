/** A draft that is open, with the kinds as the server describes them; nothing of it is saved. */
import kinds from './kinds.json';
import { Editing } from '../../src/scenario/editing.svelte';
import type { Graph } from '../../src/scenario/graph';
import { Kinds } from '../../src/scenario/kinds';
import type { Draft, Finding, Prompt, ScenarioApi } from '../../src/scenario/scenario_api';
import type { FormsApi } from '../../src/scenario/forms/forms_api';

type Given = ConstructorParameters<typeof Kinds>[0];
export const KINDS = new Kinds(kinds as unknown as Given);

const prompt = (id: string, purpose: string, texts: Record<string, string>) => ({ id, purpose, texts }) as unknown as Prompt;
const WRITTEN = [
  prompt('W01', 'Powitanie', { pl: 'Dzień dobry, urząd pracy.', en: 'Good morning.', uk: 'Добрий день.' }),
  prompt('M10', 'Pytanie o sprawę', { pl: 'Praca: jeden. Zasiłek: dwa.', en: 'Work: one.' }),
  prompt('M04', 'Cisza', { pl: 'Nic nie słyszę.' }),
  prompt('M05', 'Zły klawisz', { pl: 'Ten klawisz nic nie znaczy.' }),
  prompt('G01', 'Pożegnanie', { pl: 'Do widzenia.' }),
];

/** Every one that a kind names by itself is there. */
export const PROMPTS = [
  ...WRITTEN,
  ...[...new Set(JSON.stringify(kinds).match(/(?<=")[A-Z]\d\d(?=")/g))]
    .filter((id) => !WRITTEN.some((each) => each.id === id))
    .map((id) => prompt(id, 'Zapowiedź', { pl: `Słowa ${id}.` })),
];

export interface Wanted {
  mayEdit?: boolean;
  findings?: readonly Finding[];
}

/** The server, with one draft. */
export function openedApi(graph: Graph, findings: readonly Finding[] = []): ScenarioApi {
  const draft = {
    name: graph.name,
    graph,
    cases: [],
    drawing: { places: {}, notes: [] },
    findings,
    revision: 1,
    state: 'draft',
    changed_at: '2026-11-24T08:00:00Z',
    changed_by: 'k',
  } as unknown as Draft;
  return {
    kinds: async () => kinds,
    history: async () => ({ name: graph.name, title: graph.title, numbers: [], planned: [], in_force: null, draft, versions: [] }),
    draft: async () => draft,
    prompts: async () => PROMPTS,
    check: async () => [...findings],
    save: async (_name: string, revision: number, sheet: object) => ({ ...draft, ...sheet, revision: revision + 1 }),
  } as unknown as ScenarioApi;
}

export async function opened(graph: Graph, { mayEdit = true, findings = [] }: Wanted = {}): Promise<Editing> {
  const editing = new Editing(openedApi(graph, findings), () => mayEdit);
  await editing.open(graph.name, null);
  return editing;
}

export const formsApi: FormsApi = {
  times: async () => [
    { prompt: 'W01', language: 'pl', seconds: 4.2, is_measured: true },
    { prompt: 'M10', language: 'pl', seconds: 61, is_measured: false },
  ],
  targets: async () => [{ value: 'zus-bialystok', label: 'ZUS Białystok' }],
  scenarios: async () => [{ value: 'urzad', label: 'Wybór urzędu' }],
  hear: async () => new Blob(),
};

export const scenarioOf = (nodes: Graph['nodes'], start = Object.keys(nodes)[0] ?? ''): Graph => ({ name: 'linia', title: 'Linia', start, nodes });
