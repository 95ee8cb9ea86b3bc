// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import type { Editing } from '../../../src/scenario/editing.svelte';
import type { Graph } from '../../../src/scenario/graph';
import { button, press, seen, settled, show, type } from '../../support/mounted';
import { opened } from '../opened';
import Holder from './Holder.svelte';

const GRAPH: Graph = {
  name: 'linia',
  title: 'Linia',
  start: 'powitanie',
  nodes: {
    powitanie: { kind: 'announcement', settings: { prompts: ['W01'] }, next: { done: 'koniec' } },
    koniec: { kind: 'goodbye', settings: { prompts: ['G01'] } },
  },
};
const CALLING: Graph['nodes'] = { ankieta: { kind: 'subscenario', settings: { scenario: 'ankieta' }, next: {} } };
const CALLED: Graph = { name: 'ankieta', title: 'Ankieta', start: 'pytanie', nodes: { pytanie: { kind: 'survey', next: {} } } };
let editing: Editing;
let wanted: string[];

beforeEach(() => {
  wanted = [];
  sessionStorage.clear();
  // Nothing is measured here: sizes are given.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
});

async function draw(over: { mayEdit?: boolean; lit?: string[]; here?: string | null } = {}, graph = GRAPH): Promise<void> {
  const { mayEdit = true, ...rest } = over;
  editing = await opened(graph, { mayEdit, findings: [{ severity: 'error', node: 'koniec', text: 'Zła zapowiedź.', setting: null, outcome: null }] });
  editing.called = (name) => (name === 'ankieta' ? CALLED : undefined);
  await show(Holder as never, { editing, opened: wanted, ...rest } as never, '/scenario/linia');
  await settled();
}

const node = (name: string) => document.querySelector<HTMLElement>(`.svelte-flow__node[data-id="${name}"]`)!;
async function key(name: string, pressed: string, held: KeyboardEventInit = {}): Promise<void> {
  node(name).dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true, ...held }));
  await settled();
}

it('shows kind, name, what is heard, outcomes and what is wrong', async () => {
  await draw({ lit: ['powitanie', 'koniec'], here: 'koniec' });
  expect(node('powitanie').textContent).toMatch(/Zapowiedź.*powitanie.*Początek.*krok 1.*Dzień dobry, urząd pracy\..*dalej/s);
  expect(node('koniec').textContent).toMatch(/Pożegnanie.*1 błąd.*krok 2.*Tu jest rozmówca/s);
  expect(node('powitanie').getAttribute('aria-roledescription')).toBe('węzeł');
});

it('opens, chooses and moves by keys, and what was moved is taken back', async () => {
  await draw();
  await key('koniec', 'Enter');
  expect(wanted).toEqual(['koniec']);
  await key('koniec', ' ');
  expect(seen()).toContain('Zaznaczono: 1');
  const before = node('koniec').style.transform;
  await key('koniec', 'ArrowRight');
  await key('koniec', 'ArrowRight', { shiftKey: true });
  expect(editing.sheet.drawing.places.koniec).toBeDefined();
  expect(node('koniec').style.transform).not.toBe(before);
  editing.undo(); // both, as they followed each other at once
  await settled();
  expect(editing.sheet.drawing.places).toEqual({});
  expect(node('koniec').style.transform).toBe(before);
});

it('adds a node of a kind that was searched, and removes it', async () => {
  await draw();
  await press('Dodaj węzeł');
  await type('Szukaj rodzaju', 'ocena');
  await press('Ocena obsługi');
  expect(editing.graph.nodes.ocena_obslugi).toEqual({ kind: 'survey', settings: {}, next: {} });
  expect(editing.sheet.drawing.places.ocena_obslugi).toBeDefined();
  expect(wanted).toEqual(['ocena_obslugi']);
  await key('ocena_obslugi', 'Delete');
  expect(Object.keys(editing.graph.nodes)).toEqual(['powitanie', 'koniec']);
  expect(seen()).toContain('Usunięto: 1 węzeł.');
});

it('pastes what was copied beside it', async () => {
  await draw();
  await key('powitanie', ' ');
  await key('powitanie', 'c', { ctrlKey: true });
  await key('powitanie', 'v', { ctrlKey: true });
  expect(editing.graph.nodes.powitanie_2).toEqual(GRAPH.nodes.powitanie);
  await key('powitanie_2', 'd', { ctrlKey: true });
  expect(Object.keys(editing.graph.nodes)).toEqual(['powitanie', 'koniec', 'powitanie_2', 'powitanie_3']);
});

it('keeps notes, and writes nothing where one only reads', async () => {
  await draw();
  await press('Dodaj notatkę');
  const area = document.querySelector('textarea')!;
  area.value = 'Uzgodnione z WUP';
  area.dispatchEvent(new Event('input', { bubbles: true }));
  await press('Zapisz notatkę');
  expect(editing.sheet.drawing.notes.map(({ text }) => text)).toEqual(['Uzgodnione z WUP']);
  expect(seen()).toContain('Uzgodnione z WUP');
});

it('opens a sub-scenario in place by a button, and its nodes light up inside', async () => {
  await draw({ lit: ['powitanie', 'ankieta', 'ankieta/pytanie'], here: 'ankieta/pytanie' }, { ...GRAPH, nodes: { ...GRAPH.nodes, ...CALLING } });
  expect(node('ankieta').textContent).toContain('Tu jest rozmówca'); // it stands for what is in it
  await key('ankieta', ' ');
  await press('Pokaż w środku: ankieta');
  await vi.waitFor(() => expect(node('ankieta/pytanie')).not.toBeNull());
  expect(node('ankieta').textContent).not.toContain('Tu jest rozmówca');
  expect(node('ankieta/pytanie').textContent).toMatch(/Ocena obsługi.*pytanie.*krok 3.*Tu jest rozmówca/s);
  await key('ankieta/pytanie', 'Delete');
  expect(Object.keys(editing.graph.nodes)).toContain('ankieta');
});

it('lets who only reads look, not change', async () => {
  await draw({ mayEdit: false });
  expect(() => button('Dodaj węzeł')).toThrow();
  await key('koniec', ' ');
  await key('koniec', 'Delete');
  await key('koniec', 'ArrowRight');
  expect(Object.keys(editing.graph.nodes)).toEqual(['powitanie', 'koniec']);
  expect(editing.sheet.drawing.places).toEqual({});
  button('Zapisz rysunek (SVG)');
});
