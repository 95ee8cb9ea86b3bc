// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { entitle } from '../../../src/scenario/graph';
import { CHANGED_MS, KEYS_MS, Simulating } from '../../../src/scenario/simulator/simulating.svelte';
import { loadWords } from '../../../src/words';
import { button, check, choose, press, seen, settled, show, type } from '../../support/mounted';
import { fakeSimulator, heard, trace, type Asked } from './fakes';
import { opened } from './opened';
import WithCall from './WithCall.svelte';

let asked: Asked[] = [];
beforeEach(async () => {
  asked = [];
  vi.useFakeTimers({ now: Date.parse('2026-11-24T09:00:00Z'), toFake: ['Date'] });
  await loadWords(['scenario_simulator', 'scenario', 'blocks']);
  return () => vi.useRealTimers();
});

const WELCOME = trace();
const MENU = trace({
  path: [
    { at: 0, node: 'powitanie', kind: 'announcement', left_by: 'done' },
    { at: 2, node: 'menu', kind: 'menu', left_by: null },
  ],
  heard: [heard(0, 'W01', 'Dzień dobry.'), heard(2, 'M01', 'Praca – jeden.', { is_cut: true })],
});
const QUEUE = trace({ ...MENU, state: 'queue', office: '20060', queues: [{ at: 4, office: '20060', stays_home: true, outcome: null }] });

async function shown(answers = (one: Asked) => (one.actions.some((each) => each.do === 'press') ? MENU : WELCOME)) {
  const lit: (readonly [string[], string | null])[] = [];
  const nodes: string[] = [];
  const api = fakeSimulator(asked, answers);
  const editing = await opened();
  const call = new Simulating(api, () => editing.graph);
  await show(WithCall, {
    editing,
    call,
    api,
    onpath: (path: string[], here: string | null) => lit.push([path, here]),
    onnode: (node: string) => nodes.push(node),
  });
  return { editing, lit, nodes, call };
}

const type_key = (key: string) => {
  const pad = document.querySelector('[aria-label="Klawiatura telefonu"] button');
  pad?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
};

it('a call is heard, and its way is lit up on the drawing and read out', async () => {
  const { lit, nodes } = await shown();
  await press('Zadzwoń');
  expect(asked[0]).toMatchObject({ surroundings: { number: '9510', at: '2026-11-24T10:00:00' }, actions: [{ do: 'listen' }] });
  expect(seen()).toContain('Dzień dobry.');
  expect(document.querySelector('[aria-live="polite"]')?.textContent).toBe('Dzień dobry. Linia czeka na klawisz.');
  type_key('1');
  await new Promise((resolve) => setTimeout(resolve, KEYS_MS + 20));
  await settled();
  expect(asked.at(-1)?.actions.at(-2)).toEqual({ do: 'press', keys: '1' });
  expect(lit.at(-1)).toEqual([['powitanie', 'menu'], 'menu']);
  expect(document.querySelector('[aria-live="polite"]')?.textContent).toContain('Praca – jeden.');
  expect(seen()).toContain('2,0 s, przerwana klawiszem');
  await press('menu');
  expect(nodes).toEqual(['menu']);
  type_key('Backspace');
  await settled();
  expect(asked.at(-1)?.actions).toEqual([{ do: 'listen' }]);
});

it('in the queue one chooses what comes of it, and sees whose queue it is', async () => {
  await shown(() => QUEUE);
  await press('Zadzwoń');
  expect(seen()).toContain('20060, tylko własny urząd');
  await press('Kolejka jest pełna');
  expect(asked.at(-1)?.actions.at(-2)).toEqual({ do: 'leave_queue', outcome: 'full' });
});

it('another caller, another day, and a jump in time meet the same steps', async () => {
  await shown();
  await press('Zadzwoń');
  await check('kolejki są pełne');
  await check('numer zastrzeżony');
  expect(asked.at(-1)?.surroundings).toMatchObject({ is_queue_full: true, caller_number: '' });
  await type('Wybrany numer', '12');
  expect(seen()).toContain('Prosimy podać od 3 do 15 cyfr.');
  expect(asked.at(-1)?.surroundings.number).toBe('9510');
  const hours = [...document.querySelectorAll('label')].filter((each) => each.textContent === 'Godzina');
  expect(hours.length).toBe(2);
  await type('Godzina', '25');
  await press('Przenieś w czasie');
  expect(seen()).toContain('Prosimy podać godzinę');
  await type('Godzina', '15:30');
  await press('Przenieś w czasie');
  expect(asked.at(-1)?.actions.at(-1)).toEqual({ do: 'jump_to', at: '2026-11-24T15:30:00' });
});

it('two versions on the same keys stand side by side, and the first difference is said', async () => {
  await shown(({ what }) => ('graph' in what ? WELCOME : trace({ heard: [heard(0, 'W01', 'Witamy.')] })));
  await press('Zadzwoń');
  await choose('Ta sama rozmowa w innej wersji', '3');
  expect(asked.at(-1)?.what).toEqual({ name: 'linia-9510', version: 3 });
  expect(seen()).toContain('Pierwsza różnica: tutaj „Dzień dobry.”, tam „Witamy.”.');
});

it('what failed in the scenario is said in Polish, and a call that is over takes no keys', async () => {
  await shown(() => trace({ state: 'ended', end: 'failed', faults: ['Węzeł „a” zawiódł.'] }));
  await press('Zadzwoń');
  expect(seen()).toContain('Węzeł „a” zawiódł.');
  expect(seen()).toContain('Scenariusz zawiódł.');
  expect(button('Rozłącz się').disabled).toBe(true);
  await press('Zakończ próbę');
  expect(seen()).not.toContain('Węzeł „a” zawiódł.');
});

it('a run becomes a test case of the draft, with the hour as it was typed, under a name that is free', async () => {
  const { editing } = await shown();
  await press('Zadzwoń');
  await check('kolejki są pełne');
  await type('Nazwa testu', 'Pełna kolejka');
  type_key('7'); // and saved before it was pressed
  await press('Zapisz jako test');
  expect(asked.at(-1)?.actions.at(-2)).toEqual({ do: 'press', keys: '7' });
  expect(editing.sheet.cases).toEqual([{ name: 'Pełna kolejka', surroundings: { is_queue_full: true, at: '2026-11-24T10:00:00' }, path: ['powitanie', '…'] }]);
  expect(seen()).toContain('Zapisano test „Pełna kolejka”. Jest zielony.');
  await type('Nazwa testu', 'Pełna kolejka');
  await press('Zapisz jako test');
  expect(editing.sheet.cases.map(({ name }) => name)).toEqual(['Pełna kolejka', 'Pełna kolejka 2']);
  editing.undo();
  expect(editing.sheet.cases.length).toBe(1);
});

it('the call goes on while the drawing changes, and ends with the scenario', async () => {
  const { editing, call, lit } = await shown();
  await press('Zadzwoń');
  editing.change((sheet) => entitle(sheet, 'Inna'));
  await settled();
  await new Promise((resolve) => setTimeout(resolve, CHANGED_MS + 20));
  await settled();
  expect(asked.at(-1)?.what).toEqual({ graph: editing.graph });
  expect(asked.length).toBe(2);
  call.follow({ ...editing.graph, name: 'linia-9524' });
  await settled();
  expect([call.isCalling, lit.at(-1)]).toEqual([false, [[], null]]);
});
