// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import type { Case, Sheet } from '../../../src/scenario/graph';
import Cases from '../../../src/scenario/simulator/Cases.svelte';
import { Testing } from '../../../src/scenario/simulator/testing.svelte';
import { loadWords } from '../../../src/words';
import { button, choose, press, seen, settled, show, type } from '../../support/mounted';
import { fakeSimulator, tests, trace } from './fakes';
import { opened } from './opened';

const ONE: Case = { name: 'Do kolejki', surroundings: { at: '2026-11-24T10:00:00' }, steps: [{ after_prompt: 'M01', keys: '1' }], end: 'completed' };
const TWO: Case = { name: 'Zła', surroundings: { at: '2026-11-24T10:00:00' }, end: 'queue' };

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T09:00:00Z'), toFake: ['Date'] });
  await loadWords(['scenario_simulator', 'scenario', 'blocks']);
  return () => vi.useRealTimers();
});

const PATH = trace({
  path: [
    { at: 0, node: 'powitanie', kind: 'announcement', left_by: 'done' },
    { at: 2, node: 'menu', kind: 'menu', left_by: null },
  ],
});

async function shown(cases: Case[], mayEdit = true, isFit = true) {
  const ran: Sheet[] = [];
  const lit: unknown[] = [];
  const nodes: string[] = [];
  const played: unknown[] = [];
  const api = fakeSimulator([], undefined, (sheet) => {
    ran.push(sheet);
    return tests({
      is_fit: isFit,
      results: sheet.cases.map(({ name }) => ({ name, is_green: name !== 'Zła', problems: name === 'Zła' ? ['Koniec był inny.'] : [], trace: PATH })),
      edges: [{ node: 'menu', outcome: 'praca', to: 'kolejka', cases: [] }],
      missing: [{ text: 'Węzeł „menu”: brakuje przypadku testowego.', node: 'menu', outcome: 'praca' }],
    });
  });
  const editing = await opened(cases, mayEdit);
  const testing = new Testing(
    api,
    () => editing.sheet,
    () => 3,
  );
  await show(Cases, {
    editing,
    testing,
    onnode: (node: string) => nodes.push(node),
    onpath: (path: string[], here: string | null) => lit.push([path, here]),
    onplay: (...given: unknown[]) => played.push(given),
  });
  return { editing, testing, ran, lit, nodes, played };
}

it('runs all cases on what is not saved, and says which are red and why', async () => {
  const { ran, lit, nodes, played } = await shown([ONE, TWO]);
  expect(ran.length).toBe(1);
  expect(seen()).toContain('Zielone: 1 z 2.');
  expect(seen()).toContain('Koniec był inny.');
  await press('Pokaż drogę na rysunku: Do kolejki');
  expect(lit).toEqual([[['powitanie', 'menu'], 'menu']]);
  await press('Pokaż drogę na rysunku: Do kolejki');
  expect(lit.at(-1)).toEqual([[], null]);
  await press('Odtwórz w próbie: Zła');
  expect(played).toMatchObject([[{ number: '9510', at: '2026-11-24T10:00:00' }, 'served', [[{ do: 'wait' }]]]]);
  await press('menu, praca: do „kolejka”');
  await press('menu');
  expect(nodes).toEqual(['menu', 'menu']);
  expect(seen()).toContain('Przejścia z testem: 4 z 5.');
});

it('expects what came of it, when a person says that this is right', async () => {
  const { editing, ran } = await shown([ONE, TWO]);
  await press('Przyjmij to, co wyszło: Zła');
  expect(editing.sheet.cases).toEqual([ONE, { ...TWO, path: ['powitanie', 'menu'], prompts: PATH.heard.map(({ prompt }) => prompt), end: PATH.end }]);
  expect(ran.length).toBe(2);
  editing.undo();
  expect(editing.sheet.cases).toEqual([ONE, TWO]);
});

it('copies, removes and makes cases on the sheet, where each can be taken back', async () => {
  const { editing, ran } = await shown([ONE]);
  await press('Powiel: Do kolejki');
  expect(editing.sheet.cases.map(({ name }) => name)).toEqual(['Do kolejki', 'Do kolejki 2']);
  expect(seen()).toContain('Od ostatniego uruchomienia coś zmieniono.');
  await press('Usuń: Do kolejki');
  expect(editing.sheet.cases.map(({ name }) => name)).toEqual(['Do kolejki 2']);
  editing.undo();
  await settled();
  await press('Nowy test');
  expect(editing.sheet.cases.at(-1)).toEqual({ name: 'Nowy test', surroundings: { at: '2026-11-24T10:00:00' }, steps: [], path: ['powitanie', '…'] });
  await press('Uruchom testy');
  expect(ran.at(-1)?.cases.length).toBe(3);
  expect(seen()).not.toContain('Od ostatniego uruchomienia');
});

it('is changed in a form, and what makes no sense does not get onto the sheet', async () => {
  const { editing } = await shown([ONE, TWO]);
  await press('Zmień: Do kolejki');
  await type('Nazwa testu', 'Zła');
  expect(seen()).toContain('Test o tej nazwie już jest.');
  await type('Nazwa testu', 'Prosto do kolejki');
  expect(editing.sheet.cases[0]?.name).toBe('Prosto do kolejki');
  await type('Po sekundach', '-1');
  await type('Klawisze', '1a');
  expect(seen()).toContain('Prosimy podać liczbę od 0 do 600.');
  expect(seen()).toContain('Tylko cyfry, * i #.');
  expect(editing.sheet.cases[0]?.steps).toEqual([{ after_prompt: 'M01', keys: '1' }]);
  await type('Po sekundach', '2,5');
  await choose('Wyjście z kolejki', 'full');
  expect(editing.sheet.cases[0]?.steps).toEqual([{ after_prompt: 'M01', keys: '1', wait: 2.5, leave_queue: 'full' }]);
  await press('Dodaj krok');
  await press('Krok 2 wcześniej');
  expect(editing.sheet.cases[0]?.steps?.[0]).toEqual({ wait: 1 });
  await press('Usuń krok 1');
  await choose('Co dzieje się w kolejce', 'waits');
  await choose('Oczekiwany koniec', '');
  expect(seen()).toContain('Test musi czegoś oczekiwać');
  expect(editing.sheet.cases[0]).toMatchObject({ queue: null, end: 'completed' });
});

it('says that nothing is known of the ways of a scenario with errors, and shows readers no form', async () => {
  await shown([ONE], false, false);
  expect(seen()).toContain('nie wiadomo, którymi przejściami');
  expect(() => button('Zmień: Do kolejki')).toThrow('There is no button');
  expect(button('Pokaż drogę na rysunku: Do kolejki').disabled).toBe(false);
});
