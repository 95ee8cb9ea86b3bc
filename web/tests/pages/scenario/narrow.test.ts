// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { Names } from '../../../src/data/names.svelte';
import Scenario from '../../../src/pages/scenario/Scenario.svelte';
import type { Me } from '../../../src/api/session.svelte';
import { field, press, seen, settled, show, type } from '../../support/mounted';
import { openedApi, scenarioOf } from '../../scenario/opened';

vi.spyOn(Names.prototype, 'ask').mockResolvedValue();
const LINE = scenarioOf({ powitanie: { kind: 'announcement', settings: { prompts: ['W01'] }, next: { done: 'koniec' } }, koniec: { kind: 'goodbye' } });

const EDITOR = { username: 'redaktor', rights: { read_scenarios: 'province', edit_scenarios: 'province' } } as unknown as Me;
const width = (wanted: number) => (window as unknown as { happyDOM: { setViewport(size: object): void } }).happyDOM.setViewport({ width: wanted, height: 800 });

it('goes from the list into the form of a node beside it, and back by Escape', async () => {
  width(1400);
  await show(Scenario as never, { api: openedApi(LINE) } as never, '/scenario/linia?view=outline');
  await vi.waitFor(() => expect(seen()).toContain('1. powitanie'));
  await press('2. koniec');
  const form = document.activeElement!;
  expect(form.getAttribute('aria-label')).toBe('Węzeł koniec');
  expect(document.querySelector<HTMLElement>('.drawing')!.hidden).toBe(false);
  form.querySelector('input')!.focus();
  document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  await settled();
  expect((document.activeElement as HTMLElement).dataset.node).toBe('koniec');
});

it('leaves the focus where it goes on when a node is renamed on the way', async () => {
  width(1400);
  await show(Scenario as never, { api: openedApi(LINE) } as never, '/scenario/linia?view=outline&panel=node&node=powitanie', EDITOR);
  await vi.waitFor(() => expect(seen()).toContain('Odtwarzane po kolei'));
  const next = field('Zapowiedzi 1');
  next.focus();
  await type('Nazwa węzła', 'dzien_dobry');
  expect(field('Nazwa węzła').value).toBe('dzien_dobry');
  expect(seen()).toContain('1. dzien_dobry');
  expect(document.activeElement).toBe(next);
  await press('2. koniec');
  expect(field('Nazwa węzła').value).toBe('koniec');
});

it('shows the list where it is narrow, and the form of a node in its place with a way back', async () => {
  width(390);
  await show(Scenario as never, { api: openedApi(LINE) } as never, '/scenario/linia');
  await vi.waitFor(() => expect(seen()).toContain('1. powitanie'));
  const list = () => document.querySelector<HTMLElement>('.drawing')!;
  expect(list().hidden).toBe(false);
  await press('2. koniec');
  expect(list().hidden).toBe(true);
  expect(seen()).toContain('Ostatnie słowa; mogą być puste.');
  expect(document.activeElement?.textContent?.trim()).toBe('Wróć do listy');
  await press('Wróć do listy');
  await settled();
  expect(list().hidden).toBe(false);
  expect((document.activeElement as HTMLElement).dataset.node).toBe('koniec');
});
