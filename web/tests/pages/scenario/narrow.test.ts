// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { Names } from '../../../src/data/names.svelte';
import Scenario from '../../../src/pages/scenario/Scenario.svelte';
import { press, seen, settled, show } from '../../support/mounted';
import { openedApi, scenarioOf } from '../../scenario/opened';

vi.spyOn(Names.prototype, 'ask').mockResolvedValue();
const LINE = scenarioOf({ powitanie: { kind: 'announcement', settings: { prompts: ['W01'] }, next: { done: 'koniec' } }, koniec: { kind: 'goodbye' } });

it('shows the list where it is narrow, and the form of a node in its place with a way back', async () => {
  (window as unknown as { happyDOM: { setViewport(size: object): void } }).happyDOM.setViewport({ width: 390, height: 800 });
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
