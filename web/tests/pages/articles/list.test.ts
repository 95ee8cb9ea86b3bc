// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { Pages } from '../../../src/data/pages.svelte';
import ArticleTable from '../../../src/pages/articles/ArticleTable.svelte';
import FirstThings from '../../../src/pages/articles/FirstThings.svelte';
import type { Summary } from '../../../src/pages/articles/articles_api';
import { loadWords } from '../../../src/words';
import { rows, seen, show, type } from '../../support/mounted';

const summary = (id: string, change: Partial<Summary> = {}): Summary => ({
  id,
  topic: 'zasilek',
  place: 1,
  office: null,
  owner: '20000',
  audiences: ['unemployed'],
  version: 1,
  title: `Odpowiedź ${id}`,
  languages: ['pl', 'en', 'uk'],
  state: 'published',
  open_state: null,
  is_pointer: false,
  legal_status_on: null,
  valid_from: '2026-06-01',
  valid_until: null,
  review_by: '2027-05-01',
  source_certainty: 'high',
  written_at: '2026-11-01T08:00:00Z',
  written_by: null,
  is_in_force: true,
  why_not: null,
  ...change,
});

const waiting = (open: Record<string, number>, isKnown = true) => ({
  isKnown,
  open: (...kinds: string[]) => kinds.reduce((sum, kind) => sum + (open[kind] ?? 0), 0),
});
const links = () => [...document.querySelectorAll('nav a')].map((each) => [each.textContent, each.getAttribute('href')]);

it('leads to what others wait for first, and to what callers are told nothing of', async () => {
  await loadWords(['articles', 'blocks', 'knowledge']);
  const api = { list: async () => ({ rows: [summary('a'), summary('b')], after: null }) };
  await show(FirstThings, { api, done: '', counts: waiting({ knowledge_proposal: 5, article: 1, rate_end: 2 }) as never });
  expect(links()).toEqual([
    ['1 odpowiedź do sprawdzenia', '/articles?list=in_review'],
    ['nie obowiązuje: 2 odpowiedzi', '/articles?list=expired'],
    ['2 grupy stawek bez następnych', '/articles?tab=rates'],
    ['5 propozycji', '/articles?tab=proposals'],
  ]);
});

it('says that nothing waits only where that is known', async () => {
  await loadWords(['articles', 'blocks', 'knowledge']);
  const failing = { list: async () => Promise.reject(new ApiError('network', 'Brak połączenia.')) };
  await show(FirstThings, { api: failing, done: '', counts: waiting({}) as never });
  expect(seen()).toBe('');
  await show(FirstThings, { api: { list: async () => ({ rows: [], after: null }) }, done: '', counts: waiting({}) as never });
  expect(seen()).toContain('Nic nie czeka na redakcję.');
});

it('picks out what is not written in a language, and says how many of how many', async () => {
  await loadWords(['articles', 'blocks', 'knowledge']);
  const list = new Pages<Summary>(async () => ({
    rows: [summary('a'), summary('b', { languages: ['pl', 'en'] }), summary('c', { languages: ['pl'] })],
    after: null,
  }));
  await list.load();
  const given = {
    list,
    wanted: null,
    lacks: 'uk' as const,
    topicName: String,
    isNarrow: false,
    ownOffice: '20000',
    officeName: String,
    onopen: () => undefined,
  };
  await show(ArticleTable, given);
  expect(rows().map(([first]) => first)).toEqual([expect.stringContaining('Odpowiedź b'), expect.stringContaining('Odpowiedź c')]);
  expect(seen()).toContain('2 z 3 odpowiedzi');
  await type('Znajdź na liście', 'nic takiego');
  expect(seen()).toContain('Żadna odpowiedź z tej listy nie pasuje.');
});
