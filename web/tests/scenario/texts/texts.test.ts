// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { Names } from '../../../src/data/names.svelte';
import { spokenIn } from '../../../src/scenario/texts/spoken';
import Texts from '../../../src/scenario/texts/Texts.svelte';
import { choose, press, rows, seen, show } from '../../support/mounted';
import { formsApi, KINDS, opened, PROMPTS, scenarioOf } from '../opened';

vi.spyOn(Names.prototype, 'ask').mockResolvedValue();
const LINE = scenarioOf(
  {
    koniec: { kind: 'goodbye', settings: { prompts: ['G01', 'X99'] } },
    powitanie: { kind: 'announcement', settings: { prompts: ['W01'] }, next: { done: 'menu' } },
    menu: { kind: 'menu', settings: { prompts: ['M10'], choices: { '1': 'praca' } }, next: { praca: 'koniec', failed: 'koniec' } },
  },
  'powitanie',
);

it('has each announcement once in the order of a call, with its nodes and what it lacks', () => {
  const spoken = spokenIn(LINE, KINDS, new Map(PROMPTS.map((each) => [each.id, each])));
  expect(spoken.map(({ prompt, nodes, missing }) => [prompt, nodes, missing])).toEqual([
    ['W01', ['powitanie'], []],
    ['M10', ['menu'], ['uk']],
    ['M04', ['menu'], ['en', 'uk']],
    ['M05', ['menu'], ['en', 'uk']],
    ['G01', ['koniec'], ['en', 'uk']],
    ['X99', ['koniec'], ['pl', 'en', 'uk']],
  ]);
});

it('stands the languages side by side, marks what is missing, and leads to where it is written and heard', async () => {
  const went: string[] = [];
  await show(Texts as never, { editing: await opened(LINE), onnode: (node: string) => went.push(node), api: formsApi } as never);
  expect(rows().map(([what]) => /[A-Z]\d\d/.exec(what ?? '')?.[0])).toEqual(['W01', 'M10', 'M04', 'M05', 'G01', 'X99']);
  expect(seen()).toContain('6 zapowiedzi, po polsku razem 1 min 5 s');
  expect(rows()[0]?.[3]).toContain('Добрий день.');
  expect(rows()[1]?.[3]).toContain('brak');
  expect([...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain('/announcements?announcement=M10&language=uk');
  await choose('Pokaż', 'en');
  expect(rows()).toHaveLength(4);
  await press('koniec');
  expect(went).toEqual(['koniec']);
  await choose('Pokaż', 'pl');
  expect(rows()).toHaveLength(1);
});
