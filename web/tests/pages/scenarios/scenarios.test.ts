// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { accountNames } from '../../../src/data/account_names.svelte';
import { lineNameOf, readFile } from '../../../src/pages/scenarios/new_line';
import Scenarios from '../../../src/pages/scenarios/Scenarios.svelte';
import type { Scenario, ScenarioFile, ScenariosApi, Template } from '../../../src/pages/scenarios/scenarios_api';
import { loadWords } from '../../../src/words';
import { button, check, choose, field, press, rows, seen, settled, show, type } from '../../support/mounted';
import { draft, history, me, NOW, version } from '../../scenario/review/fakes';

const GRAPH = { name: 'prosta-linia', title: 'Prosta linia', start: 'koniec', nodes: { koniec: { kind: 'goodbye' } } };
const TEMPLATES: Template[] = [
  { id: 'ankieta', title: 'Ankieta', description: 'Ocena od 1 do 5.', graph: { ...GRAPH, name: 'ankieta' }, cases: [] },
  { id: 'prosta-linia', title: 'Prosta linia', description: 'Powitanie i konsultant.', graph: GRAPH, cases: [{ name: 'Anna' }] },
];
const WRITES = me({ read_scenarios: 'province', edit_scenarios: 'province' });

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  vi.spyOn(accountNames, 'of').mockImplementation((account) => ({ redaktor: 'Ewa Nowak', 'kierownik-wup': 'Jan Lis' })[account ?? ''] ?? '');
  await loadWords(['scenarios', 'scenario_review', 'blocks']);
  return () => vi.useRealTimers();
});

interface Asked {
  made: [string, unknown][];
  imported: [string, unknown][];
}

function fake(parts: Partial<ScenariosApi> = {}): { api: ScenariosApi; asked: Asked } {
  const asked: Asked = { made: [], imported: [] };
  const lines = [
    { ...history(), planned: [version(3, { published_at: '2026-12-01T07:00:00Z' })], draft: draft({ state: 'in_review' }) },
    { ...history(), name: 'nowa', title: 'Nowa', in_force: null, numbers: [], draft: draft() },
  ] as unknown as Scenario[];
  const api: ScenariosApi = {
    list: async () => lines,
    templates: async () => TEMPLATES,
    content: async () => ({ graph: { ...GRAPH, title: 'Stara' }, cases: [{ name: 'Jan' }], drawing: { places: {}, notes: [] } }),
    make: async (name, content) => (asked.made.push([name, content]), draft({ name, graph: content.graph })),
    begin: async () => draft(),
    importFile: async (name, file) => (asked.imported.push([name, file]), draft({ name, graph: file.scenario })),
    exportFile: async () => ({ format: 'system724-scenario', format_version: 1, exported_from: 'x', scenario: GRAPH }),
    ...parts,
  };
  return { api, asked };
}

const lines = { content: async () => ({ errors: 0, prompts: {}, asksHours: false, cases: 0 }) };
const page = (api: ScenariosApi, address = '/scenarios', who = WRITES) => show(Scenarios, { api, lines } as never, address, who);

it('shows of each line its numbers, what is in force and by whom, what is planned, and the draft in words', async () => {
  await page(fake().api);
  const [first, second] = rows();
  const told = first?.join(' ') ?? '';
  expect(told).toContain('9510');
  expect(told).toContain('wersja 2 od 20.11.2026, 10:00 zatwierdził(a) Jan Lis, opublikował(a) Jan Lis');
  expect(told).toContain('wersja 3: 01.12.2026, 8:00');
  expect(told).toContain('w recenzji Ewa Nowak, 24.11.2026, 10:00');
  expect(second?.join(' ')).toContain('bez numeru');
  expect(second?.join(' ')).toContain('jeszcze nie');
});

it('offers nothing to change to who only reads', async () => {
  await page(fake().api, '/scenarios?scenario=linia', me({ read_scenarios: 'province' }));
  expect(() => button('Nowa linia')).toThrow();
  expect(() => button('Nowa linia z tej')).toThrow();
  expect(button('Zapisz wersję jako plik')).toBeTruthy();
});

it('begins a line from a template under its own name, and leads on from there', async () => {
  const { api, asked } = fake();
  await page(api);
  await press('Nowa linia');
  await choose('Wzór', 'prosta-linia');
  expect(seen()).toContain('Powitanie i konsultant.');
  await type('Tytuł linii', 'Targi pracy – Łomża');
  expect(field('Nazwa w adresie').value).toBe('targi-pracy-lomza');
  await type('Nazwa w adresie', 'linia');
  await press('Zacznij szkic');
  expect(seen()).toContain('Taka linia już jest.');
  await type('Nazwa w adresie', 'targi');
  await press('Zacznij szkic');
  expect(asked.made).toEqual([['targi', { graph: { ...GRAPH, name: 'targi', title: 'Targi pracy – Łomża' }, cases: [{ name: 'Anna' }] }]]);
  expect(seen()).toContain('Zaczęto szkic: „Targi pracy – Łomża”.');
});

it('begins a line with a copy, its drawing and its cases included', async () => {
  const { api, asked } = fake();
  await page(api, '/scenarios?scenario=linia');
  await press('Nowa linia z tej');
  await type('Tytuł linii', 'Kopia');
  await press('Zacznij szkic');
  expect(asked.made).toEqual([['kopia', { graph: { ...GRAPH, name: 'kopia', title: 'Kopia' }, cases: [{ name: 'Jan' }], drawing: { places: {}, notes: [] } }]]);
});

async function chooseFile(content: string, size?: number) {
  const file = new File([content], 'linia.json', { type: 'application/json' });
  if (size !== undefined) Object.defineProperty(file, 'size', { value: size });
  const input = field('Plik scenariusza');
  Object.defineProperty(input, 'files', { value: { item: () => file, length: 1, 0: file }, configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
  await settled();
}

it('takes a file, says what is wrong with one, and what the server refuses', async () => {
  const refused = new ApiError('scenario_refused', 'Scenariusz zawiera błędy.', 422, [
    { field: 'body', message: 'Scenariusz: „start”: brakuje tej wartości.' },
  ]);
  let isRefused = true;
  const { api, asked } = fake();
  const importing = api.importFile;
  await page({ ...api, importFile: (name, file) => (isRefused ? Promise.reject(refused) : importing(name, file)) });
  await press('Nowa linia');
  await check('z pliku');
  await chooseFile('{"scenario": {}}', 600_000);
  await type('Tytuł linii', 'Z pliku');
  await press('Zacznij szkic');
  expect(seen()).toContain('Plik jest za duży (najwięcej 512 KB).');
  await chooseFile('to nie jest JSON');
  await press('Zacznij szkic');
  expect(seen()).toContain('To nie jest plik scenariusza.');
  const file = { format: 'system724-scenario', format_version: 1, exported_from: 'x', scenario: GRAPH } as ScenarioFile;
  await chooseFile(JSON.stringify(file));
  await press('Zacznij szkic');
  expect(seen()).toContain('Scenariusz: „start”: brakuje tej wartości.');
  isRefused = false;
  await press('Zacznij szkic');
  expect(asked.imported).toEqual([['z-pliku', { ...file, scenario: { ...GRAPH, title: 'Z pliku' } }]]);
});

it('makes a name of a title, and reads of files only what may be a scenario', () => {
  expect(lineNameOf('Linia „Żółw” – 2026!')).toBe('linia-zolw-2026');
  expect(lineNameOf('  ')).toBe('');
  expect(readFile('[1]')).toBeNull();
  expect(readFile('{}')).toBeNull();
  expect(readFile('{"scenario": {"title": "x"}}')).not.toBeNull();
});
