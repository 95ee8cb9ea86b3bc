// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import type { Editing } from '../../../src/scenario/editing.svelte';
import { NO_DRAWING, type Sheet } from '../../../src/scenario/graph';
import Clash from '../../../src/scenario/review/Clash.svelte';
import type { Difference } from '../../../src/scenario/scenario_api';
import { loadWords } from '../../../src/words';
import { press, seen, show } from '../../support/mounted';

const sheet = (title: string): Sheet => ({ graph: { name: 'linia', title, start: 'a', nodes: { a: { kind: 'menu' } } }, drawing: NO_DRAWING, cases: [] });

it('tells what the other person changed and what is changed here, each against what both began with', async () => {
  await loadWords(['scenario', 'scenario_review', 'blocks']);
  const asked: string[][] = [];
  const difference = (before: Sheet, after: Sheet): Promise<Difference> => {
    asked.push([before.graph.title, after.graph.title]);
    const text = `Węzeł „a”: ${before.graph.title} → ${after.graph.title}.`;
    return Promise.resolve({
      before: null,
      after: null,
      sentences: [text],
      nodes: [{ node: 'a', before: {}, after: {}, sentences: [text] }],
      moved: [],
      drawing: [],
    } as unknown as Difference);
  };
  const opened = vi.fn();
  const editing = { api: { difference }, saving: { theirs: sheet('Ich') }, draft: sheet('Dawny'), sheet: sheet('Mój') } as unknown as Editing;
  await show(Clash as never, { editing, onnode: opened } as never);
  await vi.waitFor(() => expect(seen()).toContain('Dawny → Ich'));
  expect(seen()).toContain('Co zmieniła ta osoba');
  expect(asked).toEqual([
    ['Dawny', 'Mój'],
    ['Dawny', 'Ich'],
  ]);
  await press('a');
  expect(opened).toHaveBeenCalledWith('a');
});
