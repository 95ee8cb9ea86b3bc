// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import Gaps from '../../../src/pages/knowledge_gaps/Gaps.svelte';
import type { Gap, Which } from '../../../src/pages/knowledge_gaps/gaps_api';
import { loadWords } from '../../../src/words';
import { press, rows, seen, show, type } from '../../support/mounted';

const gap = (id: string, words: string, change: Partial<Gap> = {}): Gap => ({
  id,
  words,
  language: 'pl',
  count: 3,
  reported: 0,
  unopened: 0,
  opened: 0,
  offices: ['20060', '20620'],
  weight: 24,
  first_at: '2026-11-20T08:00:00Z',
  last_at: '2026-11-27T08:00:00Z',
  article_id: null,
  closed_at: null,
  closed_by: null,
  ...change,
});

async function shown(gaps: Gap[]) {
  await loadWords(['blocks', 'knowledge_gaps']);
  const did = { wrote: '', which: '' as Which | '', closed: [] as [string, string | null][], listed: [] as Which[] };
  await show(Gaps, {
    api: {
      list: (which: Which) => (did.listed.push(which), Promise.resolve({ rows: gaps, after: null })),
      close: (id: string, article: string | null) => (did.closed.push([id, article]), Promise.resolve()),
    },
    which: 'all' as const,
    mayWrite: true,
    officeName: (code: string) => (code === '20060' ? 'Kolno' : 'Łomża'),
    onwhich: (which: Which) => (did.which = which),
    onwrite: (words: string) => (did.wrote = words),
  });
  return did;
}

it('tells how often nothing was found or opened, and in which offices, in the order of the server', async () => {
  await shown([
    gap('a', 'strażak zasiłek', { reported: 2 }),
    gap('b', 'rolnik', { count: 0, unopened: 5, opened: 2, offices: ['20060'] }),
    gap('c', 'dawne', { offices: [], count: 1 }),
  ]);
  expect(rows().map((row) => row.slice(0, 4))).toEqual([
    ['Szukano strażak zasiłek', 'Nic nie znaleziono 5 (w tym zgłoszono: 2)', 'Niczego nie otwarto 0', 'Urzędy Kolno, Łomża'],
    ['Szukano rolnik', 'Nic nie znaleziono 0', 'Niczego nie otwarto 3', 'Urzędy Kolno'],
    ['Szukano dawne', 'Nic nie znaleziono 1', 'Niczego nie otwarto 0', 'Urzędy'],
  ]);
});

it('leads to the article that is to be written, and closes what is answered already', async () => {
  const did = await shown([gap('a', 'strażak zasiłek')]);
  await press('Napisz odpowiedź: strażak zasiłek');
  expect(did.wrote).toBe('strażak zasiłek');
  await press('Załatwione: strażak zasiłek');
  await type('Identyfikator odpowiedzi', 'zasilek-kto');
  await press('Zamknij pytanie');
  expect([did.closed, did.listed.length]).toEqual([[['a', 'zasilek-kto']], 2]);
});

it('says so when there is no gap', async () => {
  await shown([]);
  expect(seen()).toContain('Na każde pytanie coś znaleziono i otwarto.');
});
