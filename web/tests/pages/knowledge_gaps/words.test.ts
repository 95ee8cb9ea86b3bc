// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import EverydayWords from '../../../src/pages/knowledge_gaps/EverydayWords.svelte';
import { movedFrom, Trying, TRY_MS } from '../../../src/pages/knowledge_gaps/trying.svelte';
import Uses from '../../../src/pages/knowledge_gaps/Uses.svelte';
import type { ArticleUse, KeptWord, Otherwise, Side, Trial, WantedWord, WordsApi } from '../../../src/pages/knowledge_gaps/words_api';
import { loadWords } from '../../../src/words';
import { hit } from '../../knowledge/fakes';
import { field, press, rows, seen, show, type } from '../../support/mounted';

const WORD: WantedWord = { language: 'pl', phrase: 'plastik', meaning: 'karta', into: 'pl', is_off: false };
const PAIR: Otherwise = {
  language: 'pl',
  words: 'plastik zgubić',
  then_words: 'karta zgubić',
  count: 3,
  articles: ['karta'],
  phrase: 'plastik',
  meaning: 'karta',
};
const side = (...ids: string[]): Side => ({ hits: ids.map((id) => hit(id)), is_answered: ids.length > 0 });
const trial = (before: Side, after: Side): Trial => ({ before, after, is_said: true });

class FakeWords implements WordsApi {
  readonly did: unknown[][] = [];
  kept: KeptWord[] = [];
  refused: ApiError | null = null;
  words = () => Promise.resolve(this.kept);
  shipped = (typed: string) => (
    this.did.push(['shipped', typed]),
    Promise.resolve([{ language: 'pl' as const, phrase: 'kuroniówka', meanings: ['zasiłek', 'zasiłek dla bezrobotnych'], into: 'pl' as const }])
  );
  add = (word: WantedWord) => {
    this.did.push(['add', word]);
    if (this.refused) return Promise.reject(this.refused);
    const added = { ...word, id: `word-${String(this.did.length)}`, added_at: '2026-12-01T08:00:00Z', added_by: 'redaktor' };
    this.kept = [added, ...this.kept];
    return Promise.resolve(added);
  };
  remove = (id: string) => ((this.kept = this.kept.filter((each) => each.id !== id)), Promise.resolve());
  attempt = (word: WantedWord, q: string) => (this.did.push(['attempt', word.phrase, word.meaning, q]), Promise.resolve(trial(side('a'), side('karta', 'a'))));
  otherwise = () => Promise.resolve(this.did.some(([name]) => name === 'forget') ? [] : [PAIR]);
  forget = (pair: Otherwise) => (this.did.push(['forget', pair.words]), Promise.resolve());
}

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

async function shown(api: FakeWords) {
  await loadWords(['blocks', 'knowledge_gaps']);
  await show(EverydayWords, { api, articleAddress: (id: string) => `/articles?article=${id}` });
}

it('a word that questions propose is tried side by side before it is saved, and taken away again', async () => {
  const api = new FakeWords();
  await shown(api);
  await press('Wypróbuj: plastik znaczy karta');
  await vi.advanceTimersByTimeAsync(TRY_MS);
  expect(api.did).toEqual([['attempt', 'plastik', 'karta', 'plastik zgubić']]);
  const lists = [...document.querySelectorAll('dialog ol')].map((list) => [...list.children].map((one) => (one.textContent ?? '').replace(/\s+/g, ' ').trim()));
  expect(lists).toEqual([['Odpowiedź a'], ['Odpowiedź karta nowe', 'Odpowiedź a']]);
  await press('Zapisz słowo');
  expect(api.did.at(-1)).toEqual(['add', WORD]);
  expect(seen()).toContain('Zapisano: plastik.');
  await press('Usuń: plastik');
  expect([api.kept, seen().includes('Usunięto: plastik.')]).toEqual([[], true]);
});

it('says at the field why a word cannot be kept, and keeps what was typed', async () => {
  const api = new FakeWords();
  api.refused = new ApiError('settings_refused', 'Słowa nie zapisano.', 422, [{ field: 'meaning', message: 'Żadna odpowiedź nie ma tych słów.' }]);
  await shown(api);
  await press('Dodaj słowo');
  await type('Ludzie mówią', 'plastik');
  await type('W odpowiedziach stoi', 'papuga');
  await press('Zapisz słowo');
  expect(seen()).toContain('Żadna odpowiedź nie ma tych słów.');
  expect(field('Ludzie mówią').value).toBe('plastik');
});

it('a proposal that is none goes, and a meaning that ships is switched off', async () => {
  const api = new FakeWords();
  await shown(api);
  await press('To nie to: plastik nie znaczy karta');
  expect(seen()).toContain('Nikt nie zapytał dwa razy tak samo inaczej.');
  await type('Szukaj w dostarczonych', 'kuron');
  await press('Wyłącz: kuroniówka znaczy zasiłek');
  await press('Wyłącz');
  expect(api.did.at(-1)).toEqual(['add', { ...WORD, phrase: 'kuroniówka', meaning: 'zasiłek', is_off: true }]);
});

it('tries what stands there last only, and nothing that is not complete', async () => {
  const asked: string[] = [];
  const trying = new Trying({ attempt: (_, q) => (asked.push(q), Promise.resolve(trial(side(), side(q)))) });
  trying.changed({ ...WORD, meaning: ' ' }, 'zgubiłem');
  for (const q of ['z', 'zg', 'zgubiłem ']) trying.changed(WORD, q);
  await vi.advanceTimersByTimeAsync(TRY_MS);
  expect([asked, trying.trial?.after.hits[0]?.id]).toEqual([['zgubiłem'], 'zgubiłem']);
  trying.changed(WORD, '');
  expect(trying.trial).toBeNull();
});

it('says what is new among the hits and where the others stood', () => {
  expect(movedFrom(trial(side('a', 'b'), side('b', 'c', 'a')))).toEqual([1, null, 0]);
});

it('shows how often each answer is used, the least used first', async () => {
  await loadWords(['blocks', 'knowledge_gaps']);
  const use = (id: string, told: number): ArticleUse => ({
    id,
    title: `Tytuł ${id}`,
    topic: 'karta',
    office: id === 'b' ? '20060' : null,
    published_on: '2026-11-01',
    opened: 1,
    read_aloud: 0,
    told,
    told_again: told,
    hung_up: 0,
  });
  await show(Uses, { api: { uses: () => Promise.resolve([use('a', 0), use('b', 2)]) }, officeName: () => 'Kolno', articleAddress: (id: string) => id });
  expect(rows().map((cells) => [cells[0], cells[1], cells[4]])).toEqual([
    ['Odpowiedź Tytuł a', 'Urząd województwo', 'Podała infolinia 0'],
    ['Odpowiedź Tytuł b', 'Urząd Kolno', 'Podała infolinia 2 jeszcze raz: 2, rozłączono w trakcie: 0'],
  ]);
});
