// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { Names } from '../../../src/data/names.svelte';
import NodeForm from '../../../src/scenario/forms/NodeForm.svelte';
import { settingsOf } from '../../../src/scenario/forms/shape';
import { button, field, press, seen, settled, show, type } from '../../support/mounted';
import { formsApi, KINDS, opened, scenarioOf } from '../opened';
import { fill, keyed, pick } from './filling';
import type { Editing } from '../../../src/scenario/editing.svelte';
import type { Graph } from '../../../src/scenario/graph';

vi.spyOn(Names.prototype, 'ask').mockResolvedValue();
vi.spyOn(Names.prototype, 'officeChoices').mockReturnValue([{ value: '20060', label: 'Kolno' }]);
vi.spyOn(Names.prototype, 'topicChoices').mockReturnValue([{ value: 'seeker', label: 'Praca' }]);

async function form(graph: Graph, node: string, wanted: Parameters<typeof opened>[1] = {}): Promise<{ editing: Editing; went: string[] }> {
  const editing = await opened(graph, wanted);
  const went: string[] = [];
  await show(NodeForm as never, { editing, node, onnode: (name: string) => went.push(name), api: formsApi } as never);
  return { editing, went };
}

const MENU = scenarioOf({
  menu: { kind: 'menu', settings: { prompts: ['M10'], choices: { '1': 'praca', '2': 'zasilek' } }, next: { praca: 'kolejka', failed: 'koniec' } },
  kolejka: { kind: 'queue', next: { served: 'koniec' } },
  koniec: { kind: 'goodbye' },
});
const settings = (editing: Editing, node: string) => editing.graph.nodes[node]?.settings;

it.each(KINDS.all.map(({ name }) => name))('sets every setting of %s to what the server accepts', async (kind) => {
  const { editing } = await form(scenarioOf({ wezel: { kind, settings: {} } }), 'wezel');
  const fields = settingsOf(KINDS.of(kind)!);
  for (const each of fields) await fill(kind, each);
  const made = settings(editing, 'wezel')!;
  expect(Object.keys(made).toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
  expect(document.querySelector('[aria-invalid]')).toBeNull();
  // tests/unit/ivr/test_forms.py gives these to the models of the kinds.
  await expect(`${JSON.stringify(made, null, 1)}\n`).toMatchFileSnapshot(`made/${kind}.json`);
  for (const each of fields.filter(({ shape }) => !shape.isRequired)) {
    const restore = [...document.querySelectorAll('button')].find((one) => one.getAttribute('aria-label') === `Przywróć zwykłą wartość: ${each.shape.label}`);
    restore?.click();
    flushSync();
    if (restore) expect(settings(editing, 'wezel')).not.toHaveProperty(each.name);
  }
});

it('shows what holds usually, keeps what is wrong with its error, and loses nothing', async () => {
  const { editing } = await form(MENU, 'menu');
  expect(field('Czas na odpowiedź (s)').value).toBe('6');
  expect(seen()).toContain('Liczony od końca pytania. Zwykle: 6.');
  await type('Czas na odpowiedź (s)', '60');
  expect(seen()).toContain('Najwyżej 30.');
  await type('Czas na odpowiedź (s)', 'sześć');
  expect(seen()).toContain('To nie jest liczba.');
  expect(settings(editing, 'menu')?.wait_time).toBe('sześć');
  field('Czas na odpowiedź (s)').dispatchEvent(new FocusEvent('blur'));
  await settled();
  expect(field('Czas na odpowiedź (s)').value).toBe('sześć');
  await press('Przywróć zwykłą wartość: Czas na odpowiedź (s)');
  expect(field('Czas na odpowiedź (s)').value).toBe('6');
  expect(settings(editing, 'menu')).not.toHaveProperty('wait_time');
  editing.undo();
  await settled();
  expect(settings(editing, 'menu')?.wait_time).toBe('sześć');
});

it('stands keys, outcomes and where they lead in one row; a renamed outcome keeps its arrow', async () => {
  const { editing } = await form(MENU, 'menu');
  await type('Wynik', 'swiadczenia');
  expect(settings(editing, 'menu')?.choices).toEqual({ '1': 'praca', '2': 'swiadczenia' });
  await pick('Dokąd: swiadczenia', 'koniec');
  await type('Wynik', 'zasilki');
  expect(editing.graph.nodes.menu?.next).toEqual({ praca: 'kolejka', zasilki: 'koniec', failed: 'koniec' });
  await press('Usuń: 2');
  expect(editing.graph.nodes.menu?.next).toEqual({ praca: 'kolejka', failed: 'koniec' });
  await press('Dodaj: Klawisze');
  expect(settings(editing, 'menu')?.choices).toEqual({ '1': 'praca', '2': 'wybor_2' });
  await pick('Dokąd: wybor_2', 'nowy zapowiedz');
  expect(editing.graph.nodes.menu?.next?.wybor_2).toBe('zapowiedz');
  expect(editing.graph.nodes.zapowiedz).toEqual({ kind: 'announcement', settings: {}, next: {} });
  await pick('mimo prób bez właściwej odpowiedzi', 'nowy zapowiedz');
  expect(editing.graph.nodes.menu?.next?.failed).toBe('zapowiedz_2');
  expect(editing.graph.nodes.zapowiedz_2?.next).toEqual({ done: 'koniec' });
});

it('says at the field and at the way what the server says, without codes', async () => {
  const findings = [
    {
      severity: 'error',
      node: 'menu',
      text: 'Węzeł „menu”: ustawienie „wait_time”: wartość jest za mała (najmniej: 1.0).',
      setting: 'wait_time',
      outcome: null,
    },
    { severity: 'error', node: 'menu', text: 'Węzeł „menu”: brak przejścia dla wyniku „failed”.', setting: null, outcome: 'failed' },
    { severity: 'warning', node: 'kolejka', text: 'Węzeł „kolejka”: inna uwaga.', setting: null, outcome: null },
  ] as never[];
  await form(MENU, 'menu', { findings });
  expect(seen()).toContain('„Czas na odpowiedź (s)”: wartość jest za mała');
  expect(seen()).toContain('Brak przejścia dla wyniku „mimo prób bez właściwej odpowiedzi”.');
  expect(seen()).not.toContain('failed');
  expect(seen()).not.toContain('inna uwaga');
  expect(field('Czas na odpowiedź (s)').getAttribute('aria-invalid')).toBe('true');
});

it('finds an announcement by its words, tells its languages and times, and that of the node', async () => {
  const { editing } = await form(MENU, 'menu');
  expect(seen()).toContain('Praca: jeden. Zasiłek: dwa.');
  expect(seen()).toContain('ok. 1 min 1 s');
  expect(seen()).toContain('Brak: ukraiński');
  await press('Dodaj: Zapowiedzi');
  await pick('Zapowiedzi 2', 'urzad pracy');
  expect(settings(editing, 'menu')?.prompts).toEqual(['M10', 'W01']);
  expect(seen()).toContain('Razem: 1 min 5 s.');
  await press('Przesuń wyżej pozycję 2');
  expect(settings(editing, 'menu')?.prompts).toEqual(['W01', 'M10']);
  await type('Zapowiedzi 1', 'cisza');
  await keyed('Zapowiedzi 1', 'Escape');
  expect(settings(editing, 'menu')?.prompts).toEqual(['W01', 'M10']);
  expect([...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain('/announcements?announcement=M10');
});

it('renames a node everywhere, and keeps a name that cannot be', async () => {
  const { editing, went } = await form(MENU, 'kolejka');
  await type('Nazwa węzła', 'koniec');
  expect(seen()).toContain('Taki węzeł już jest w tym scenariuszu.');
  expect(Object.keys(editing.graph.nodes)).toContain('kolejka');
  await type('Nazwa węzła', 'do_konsultanta');
  expect(editing.graph.nodes.menu?.next?.praca).toBe('do_konsultanta');
  expect(went).toEqual(['do_konsultanta']);
});

it('leads to who leads here, makes a start and a copy, and removes without a question', async () => {
  const { editing, went } = await form(MENU, 'kolejka');
  await press('menu (praca)');
  await press('Powiel');
  expect(went).toEqual(['menu', 'kolejka_2']);
  await press('Zacznij scenariusz od tego węzła');
  expect(editing.graph.start).toBe('kolejka');
  await press('Usuń węzeł');
  expect(editing.graph.nodes).not.toHaveProperty('kolejka');
  editing.undo();
  expect(editing.graph.nodes.menu?.next?.praca).toBe('kolejka');
});

it('puts a word into an expression where the cursor is', async () => {
  const { editing } = await form(scenarioOf({ warunek: { kind: 'set_variable', settings: { variable: 'pora', expression: ' >= 16' } } }), 'warunek');
  await press('Co można wpisać');
  expect(seen()).toContain('tożsamość');
  (field('Wartość') as HTMLInputElement).setSelectionRange(0, 0);
  await press('Wstaw: hour()');
  expect(settings(editing, 'warunek')?.expression).toBe('hour() >= 16');
  expect(button('Wstaw: pora')).toBeTruthy();
});

it('is only read by who may not write, and keeps what it does not know', async () => {
  await form(MENU, 'menu', { mayEdit: false });
  expect([...document.querySelectorAll('article :is(input, select, textarea)')].every((each) => (each as HTMLInputElement).disabled)).toBe(true);
  expect(seen()).not.toContain('Usuń węzeł');
});
