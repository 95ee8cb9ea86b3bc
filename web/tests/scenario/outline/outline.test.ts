// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { Names } from '../../../src/data/names.svelte';
import type { Editing } from '../../../src/scenario/editing.svelte';
import type { Graph } from '../../../src/scenario/graph';
import Outline from '../../../src/scenario/outline/Outline.svelte';
import { button, press, seen, settled, show, type } from '../../support/mounted';
import { keyed, pick } from '../forms/filling';
import { formsApi, opened, scenarioOf } from '../opened';

vi.spyOn(Names.prototype, 'ask').mockResolvedValue();

const LINE = scenarioOf({
  powitanie: { kind: 'announcement', settings: { prompts: ['W01'] }, next: { done: 'menu' } },
  menu: { kind: 'menu', settings: { prompts: ['M10'], choices: { '1': 'praca' } }, next: { praca: 'koniec', failed: 'powitanie' } },
  koniec: { kind: 'goodbye' },
  sam: { kind: 'emergency' },
});

interface Shown {
  editing: Editing;
  selected: string[][];
  openedNodes: string[];
}

async function list(graph: Graph, more: Record<string, unknown> = {}, wanted: Parameters<typeof opened>[1] = {}): Promise<Shown> {
  const editing = await opened(graph, wanted);
  const [selected, openedNodes]: [string[][], string[]] = [[], []];
  const given = {
    editing,
    selected: [],
    onselect: (names: string[]) => selected.push(names),
    onopen: (node: string) => openedNodes.push(node),
    api: formsApi,
    ...more,
  };
  await show(Outline as never, given as never);
  return { editing, selected, openedNodes };
}

const focused = () => (document.activeElement as HTMLElement).dataset.node;
const name = (node: string) => document.querySelector<HTMLElement>(`[data-node="${node}"]`)!;

async function key(node: string, pressed: string, ctrlKey = false): Promise<void> {
  name(node).focus();
  name(node).dispatchEvent(new KeyboardEvent('keydown', { key: pressed, ctrlKey, bubbles: true, cancelable: true }));
  await settled();
}

it('builds menu, hours, queue and announcement from nothing, by keyboard alone', async () => {
  const { editing, openedNodes } = await list(scenarioOf({}));
  expect(seen()).toContain('Pierwszy dodany będzie początkiem.');
  await pick('Dodaj węzeł', 'menu');
  await vi.waitFor(() => expect(focused()).toBe('menu'));
  editing.change((sheet) => ({
    ...sheet,
    graph: { ...sheet.graph, nodes: { menu: { kind: 'menu', settings: { prompts: ['M10'], choices: { '1': 'praca' } }, next: {} } } },
  }));
  await settled();
  await press('Połącz: praca, menu');
  await pick('Dokąd: praca', 'nowy godziny');
  await vi.waitFor(() => expect(focused()).toBe('godziny_pracy'));
  await press('Połącz: czynne, godziny_pracy');
  await pick('Dokąd: czynne', 'nowy kolejka');
  await press('Połącz: nieczynne, godziny_pracy');
  await pick('Dokąd: nieczynne', 'nowy zapowiedz');
  await press('Połącz: dalej, zapowiedz');
  await pick('Dokąd: dalej', 'nowy pozegnanie');
  await press('Połącz: po rozmowie, kolejka');
  await pick('Dokąd: po rozmowie', 'pozegnanie');
  expect(editing.graph.start).toBe('menu');
  expect(Object.fromEntries(Object.entries(editing.graph.nodes).map(([node, { next }]) => [node, next]))).toEqual({
    menu: { praca: 'godziny_pracy' },
    godziny_pracy: { open: 'kolejka', closed: 'zapowiedz' },
    kolejka: { served: 'pozegnanie' },
    zapowiedz: { done: 'pozegnanie' },
    pozegnanie: {},
  });
  expect(openedNodes).toEqual(['menu', 'godziny_pracy', 'kolejka', 'zapowiedz', 'pozegnanie']);
  expect(seen()).toContain('Przejście „po rozmowie” prowadzi do: pozegnanie.');
});

it('says of each node what it is, what is heard, for how long, what is wrong, and where it leads', async () => {
  const findings = [{ severity: 'error', node: 'menu', text: 'x', setting: null, outcome: null }] as never[];
  await list(LINE, { lit: ['powitanie', 'menu/w_srodku'], here: 'menu/w_srodku', marks: new Map([['koniec', 'changed']]) }, { findings });
  const rows = [...document.querySelectorAll('li:has(> .head)')].map((row) => (row.textContent ?? '').replace(/\s+/g, ' '));
  expect(rows[0]).toContain('1. powitanie Zapowiedź Początek Na drodze rozmowy');
  expect(rows[0]).toContain('Dzień dobry, urząd pracy.');
  expect(rows[0]).toContain('zapowiedzi 4 s');
  expect(rows[1]).toContain('Tu jest rozmowa 1 błąd');
  expect(rows[1]).toContain('wraca do 1. powitanie');
  expect(rows[2]).toContain('Zmieniony');
  expect(seen()).toContain('Węzły, do których nic nie prowadzi 4. sam');
  await press('praca: przejdź do koniec');
  expect(focused()).toBe('koniec');
});

it('goes by arrows, opens by Enter, removes, copies and pastes, and the focus stays in the list', async () => {
  const { editing, selected, openedNodes } = await list(LINE);
  await key('powitanie', 'ArrowDown');
  expect(focused()).toBe('menu');
  button('2. menu').click();
  expect(openedNodes).toEqual(['menu']);
  await key('menu', 'c', true);
  expect(seen()).toContain('Skopiowano: 1 węzeł.');
  await key('menu', 'v', true);
  await vi.waitFor(() => expect(focused()).toBe('menu_2'));
  expect(selected).toEqual([['menu_2']]);
  await key('menu', 'Delete');
  expect(editing.graph.nodes).not.toHaveProperty('menu');
  expect(editing.graph.nodes.powitanie?.next).toEqual({});
  await vi.waitFor(() => expect(focused()).toBeDefined());
  editing.undo();
  expect(editing.graph.nodes.powitanie?.next).toEqual({ done: 'menu' });
});

it('acts on all that are chosen together', async () => {
  const { editing } = await list(LINE, { selected: ['menu', 'koniec'] });
  await press('Więcej: menu');
  await press('Usuń zaznaczone (2)');
  expect(Object.keys(editing.graph.nodes)).toEqual(['powitanie', 'sam']);
});

it('puts a node in between, and finds one by the words that are heard there', async () => {
  const { editing } = await list(LINE);
  await press('Zmień: dalej, powitanie');
  await pick('Dokąd: dalej', 'nowy zapowiedz');
  expect(editing.graph.nodes.zapowiedz?.next).toEqual({ done: 'menu' });
  await type('Szukaj węzła', 'zasilek dwa');
  expect(seen()).toContain('Znaleziono: 1.');
  await keyed('Szukaj węzła', 'Enter');
  expect(focused()).toBe('menu');
});

it('is only read by who may not write', async () => {
  await list(LINE, {}, { mayEdit: false });
  expect(seen()).not.toContain('Zmień');
  expect(seen()).not.toContain('Dodaj węzeł');
  await key('menu', 'Delete');
  expect(button('2. menu')).toBeTruthy();
});
