// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { accountNames } from '../../../src/data/account_names.svelte';
import { Editing } from '../../../src/scenario/editing.svelte';
import { sheetOf, type Sheet } from '../../../src/scenario/graph';
import { webReviewApi, type Comment, type Draft, type ReviewApi } from '../../../src/scenario/review/review_api';
import ReviewTab from '../../../src/scenario/review/ReviewTab.svelte';
import type { ScenarioApi } from '../../../src/scenario/scenario_api';
import { loadWords } from '../../../src/words';
import { press, seen, settled, show } from '../../support/mounted';
import { difference, draft, history, me } from './fakes';

beforeEach(async () => {
  vi.spyOn(accountNames, 'of').mockImplementation((account) => account ?? '');
  await loadWords(['scenario', 'scenario_review', 'scenario_canary', 'blocks']);
});

/** The server with one draft of the account that is logged in. */
class Server {
  there: Draft | null = draft({ authors: ['kierownik-wup'] });
  readonly asked: string[] = [];
  readonly scenarios = {
    kinds: async () => ({ kinds: [], facts: [], functions: [] }),
    prompts: async () => [],
    check: async () => [],
    history: async () => history(),
    version: async (_: string, number: number) => ({ ...history().versions[0], version: number, graph: draft().graph, cases: [], drawing: draft().drawing }),
    draft: async () => this.there ?? Promise.reject(new ApiError('not_found', 'Nie ma.', 404)),
    save: async (_: string, revision: number, sheet: Sheet) => {
      this.asked.push(`save ${revision}`);
      return (this.there = { ...this.there!, ...(sheet as object), revision: revision + 1 });
    },
  } as unknown as ScenarioApi;
  readonly review: ReviewApi = {
    ...webReviewApi,
    difference: async () => {
      this.asked.push('difference');
      return difference({ sentences: ['Tytuł zmieniono.'] });
    },
    comments: async () => [
      { id: 'c', node: 'menu', text: 'Za długie?', account: 'redaktor', at: '2026-11-24T08:00:00Z', settled_by: null, settled_at: null } as Comment,
    ],
    step: async (_, act, revision) => {
      this.asked.push(`${act} ${revision}`);
      const state = act === 'discard' ? 'discarded' : 'in_review';
      const answer = { ...this.there!, state } as Draft;
      this.there = act === 'discard' ? null : answer;
      return answer;
    },
  };
}

async function tab(server: Server): Promise<{ editing: Editing; drawn: unknown[] }> {
  const editing = new Editing(server.scenarios, () => true);
  await editing.open('linia', null);
  const drawn: unknown[] = [];
  const given = { editing, node: null, api: server.review, onnode: () => undefined, oncompare: () => undefined, ondifference: (of: unknown) => drawn.push(of) };
  await show(ReviewTab, given as never, '/', me({ edit_scenarios: 'province' }));
  await settled();
  return { editing, drawn };
}

it('shows what the draft changes and what people say of it, and hands the difference to the drawing', async () => {
  const { drawn } = await tab(new Server());
  expect(seen()).toContain('Tytuł zmieniono.');
  expect(seen()).toContain('Za długie?');
  expect(seen()).toContain('1 uwaga czeka na załatwienie.');
  expect(drawn.at(-1)).toMatchObject({ sentences: ['Tytuł zmieniono.'] });
});

it('saves what is typed before a draft is sent to review, and compares what was saved', async () => {
  const server = new Server();
  const { editing } = await tab(server);
  editing.change((sheet) => ({ ...sheet, graph: { ...sheet.graph, title: 'Nowy' } }));
  await press('Oddaj do recenzji');
  await settled();
  expect(server.asked.filter((each) => each !== 'difference')).toEqual(['save 7', 'review 8']);
  expect(sheetOf(server.there!).graph.title).toBe('Nowy');
  expect(editing.draft?.state).toBe('in_review');
  expect(editing.isWritable).toBe(false);
  expect(seen()).toContain('Szkic jest w recenzji.');
  expect(server.asked.filter((each) => each === 'difference').length).toBeGreaterThan(1);
});

it('shows what is in force when the draft was discarded, and says so', async () => {
  const server = new Server();
  const { editing } = await tab(server);
  await press('Odrzuć szkic');
  await press('Odrzuć szkic'); // in the dialog
  await settled();
  expect(server.asked).toContain('discard 7');
  expect(editing.draft).toBeNull();
  expect(editing.version?.version).toBe(2);
  expect(editing.mayBegin).toBe(true);
  expect(seen()).toContain('Szkic odrzucono.');
});
