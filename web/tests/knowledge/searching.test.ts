import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Searching, SEARCH_MS, SUGGEST_MS } from '../../src/knowledge/searching.svelte';
import { FakeKnowledge, hit } from './fakes';

let api: FakeKnowledge;
let searching: Searching;

beforeEach(() => {
  vi.useFakeTimers();
  api = new FakeKnowledge();
  searching = new Searching(api);
});
afterEach(() => vi.useRealTimers());

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it('asks once for what is typed quickly, and nothing for what is deleted again', async () => {
  for (const q of ['z', 'za', 'zas']) searching.typed(q);
  await after(SEARCH_MS);
  expect(api.asked.filter(([name]) => name === 'search')).toEqual([['search', 'zas', {}]]);
  expect(searching.choices.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  searching.typed('  ');
  await after(SEARCH_MS);
  expect([api.count('search'), searching.choices, searching.state]).toEqual([1, [], 'none']);
});

it('shows the results of the last question only, however late an earlier answer comes', async () => {
  api.isAtOnce = false;
  searching.typed('zasiłek');
  await after(SEARCH_MS);
  searching.typed('karta');
  await after(SEARCH_MS);
  expect(api.aborted).toEqual([true, false]);
  api.answer([hit('zasilek')]);
  await after(0);
  expect(searching.choices).toEqual([]);
  api.answer([hit('karta')]);
  await after(0);
  expect(searching.choices.map(({ id }) => id)).toEqual(['karta']);
});

it('keeps the results of before in sight while the next ones are asked for', async () => {
  searching.typed('zasiłek');
  await after(SEARCH_MS);
  api.isAtOnce = false;
  searching.typed('zasiłek ile');
  await after(SEARCH_MS);
  expect([searching.state, searching.choices.length]).toEqual(['searching', 3]);
});

it('goes round by arrows and opens what is chosen in place', async () => {
  searching.typed('zasiłek');
  await after(SEARCH_MS);
  searching.move(-1);
  expect(searching.chosen?.id).toBe('c');
  searching.move(1);
  searching.move(1);
  searching.enter();
  await after(0);
  expect([searching.opened?.id, searching.article?.id, searching.articleState]).toEqual(['b', 'b', 'there']);
  expect(searching.back()).toBe(true);
  expect([searching.opened, searching.article, searching.chosen?.id, searching.q]).toEqual([null, null, 'b', 'zasiłek']);
  expect(searching.back()).toBe(false);
});

it('opens the first of what was asked for when Enter is faster than the answer', async () => {
  searching.typed('karta');
  await after(SEARCH_MS);
  api.isAtOnce = false;
  searching.typed('zasiłek');
  searching.enter();
  expect(searching.opened, 'nothing of the question before').toBeNull();
  api.answer([hit('zasilek-kto')]);
  await after(0);
  expect(searching.opened?.id).toBe('zasilek-kto');
  expect(api.count('search'), 'the wait is not waited for, and nothing is asked twice').toBe(2);
});

it('goes back to the results when another word is typed over what is opened, unless both are in sight', async () => {
  searching.now('zasiłek');
  await after(0);
  searching.enter();
  await after(0);
  searching.typed('zasiłek');
  expect(searching.opened?.id, 'the same words are no new question').toBe('a');
  searching.typed('karta');
  expect([searching.opened, searching.article]).toEqual([null, null]);
  await after(SEARCH_MS);
  searching.isBeside = true;
  searching.enter();
  searching.typed('karta pobytu');
  expect(searching.opened?.id).toBe('a');
});

it('keeps what is opened in sight until a faster Enter has its answer, and tells of what is opened again', async () => {
  searching.isBeside = true;
  searching.now('karta');
  await after(0);
  searching.enter();
  const first = searching.opened;
  searching.enter();
  expect([searching.opened === first, searching.opened?.id]).toEqual([false, 'a']);
  const again = searching.opened;
  api.isAtOnce = false;
  searching.typed('zasiłek');
  searching.enter();
  expect(searching.opened === again).toBe(true);
  api.answer([hit('zasilek-kto')]);
  await after(0);
  expect(searching.opened?.id).toBe('zasilek-kto');
});

it('asks again only for other filters, and keeps the place in the list', async () => {
  searching.now('zasiłek');
  await after(0);
  searching.move(1);
  searching.narrow({});
  searching.narrow({ office: '20001' });
  await after(0);
  searching.move(1);
  searching.narrow({ office: '20001' });
  await after(SEARCH_MS);
  expect([api.count('search'), searching.at]).toEqual([2, 1]);
});

it('says what went wrong, and forgets all of it', async () => {
  api.failure = new Error('');
  searching.typed('zasiłek');
  await after(SEARCH_MS);
  expect([searching.state, searching.failure]).toEqual(['failed', 'Wyszukiwanie nie powiodło się.']);
  api.failure = null;
  searching.now();
  await after(0);
  searching.enter();
  await after(0);
  searching.forget();
  expect([searching.q, searching.choices, searching.opened, searching.article, searching.state]).toEqual(['', [], null, null, 'none']);
});

it('an answer that comes after everything was forgotten shows nothing', async () => {
  api.isAtOnce = false;
  searching.typed('zasiłek');
  await after(SEARCH_MS);
  searching.forget();
  api.answer();
  await after(0);
  expect([searching.choices, searching.state]).toEqual([[], 'none']);
});

it('narrows what is found by filters, without another key', async () => {
  searching.narrow({ office: '20060' });
  expect(api.count('search')).toBe(0);
  searching.now('zasiłek');
  await after(0);
  searching.narrow({ kinds: ['place'] });
  await after(0);
  expect(api.asked).toEqual([
    ['search', 'zasiłek', { office: '20060' }],
    ['search', 'zasiłek', { kinds: ['place'] }],
  ]);
});

it('suggests how a word may go on, but not what stands there', async () => {
  api.suggestionsAre = ['zasi', 'zasiłek', 'zasiłki'];
  searching.typed('zasi');
  await after(SUGGEST_MS);
  expect(searching.suggestions).toEqual(['zasiłek', 'zasiłki']);
  searching.now('zasiłek');
  expect(searching.suggestions).toEqual([]);
});

it('offers no sentence of an article that is not in force', async () => {
  api.hitsAre = [hit('a', { is_in_force: false, short_answer: 'Stara kwota.' })];
  searching.now('zasiłek');
  await after(0);
  expect(searching.chosen?.sentence).toBeNull();
});

it('stands on the answer above the results: Enter opens it, the arrows go through the results and back to it', async () => {
  api.placeIs = { kind: 'office', id: '20110', office: '20110' };
  searching.now('telefon Sokółka');
  await after(0);
  expect(searching.at).toBe(-1);
  expect(searching.choices.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  searching.move(1);
  expect(searching.chosen?.id).toBe('a');
  searching.move(-1);
  searching.move(-1);
  expect(searching.chosen?.id).toBe('c');
  searching.move(1);
  searching.enter();
  expect(searching.opened).toMatchObject({ kind: 'place', id: '20110', office: '20110' });
  expect(searching.at).toBe(-1);
  expect(api.count('article')).toBe(0);
});

it('opens the article of an answer, and finds it by its address, too', async () => {
  api.askedIs = 'amount';
  api.hitsAre = [hit('staz', { short_answer: 'Stypendium wynosi 160 procent.', score: 2 }), hit('kurs')];
  searching.now('ile za staż');
  await after(0);
  expect(searching.choices.map(({ id }) => id)).toEqual(['kurs']);
  searching.openArticle('staz');
  expect(searching.opened?.title).toBe('Odpowiedź staz');
  searching.typed('');
  expect(searching.answer).toBeNull();
  expect(searching.at).toBe(0);
});

it('opens nothing for who was faster than the answer that there is none, and then what may help', async () => {
  api.isAtOnce = false;
  api.isAnswered = false;
  searching.typed('rozwód');
  searching.enter();
  api.answer();
  await after(0);
  expect(searching.isUnanswered).toBe(true);
  expect(searching.opened).toBeNull();
  searching.enter();
  expect(searching.opened?.id).toBe('a');
});

it('looks in the wanted language, beside other filters, and in all of them for the next caller', async () => {
  searching.narrow({ office: '20060' });
  searching.speak('uk');
  searching.now('допомога');
  await after(0);
  searching.speak(null);
  await after(0);
  expect(api.asked.filter(([name]) => name === 'search').map(([, , filters]) => filters)).toEqual([{ office: '20060', language: 'uk' }, { office: '20060' }]);
  searching.speak('en');
  searching.forget();
  expect(searching.language).toBeNull();
});

const used = () => api.asked.filter(([name]) => name === 'used');

it('tells what was opened for which question, and once that it was read to the caller', async () => {
  searching.typed(' zasiłek ');
  await after(SEARCH_MS);
  searching.move(1);
  searching.enter();
  searching.readAloud();
  searching.readAloud();
  expect(used()).toEqual([
    ['used', 'opened', 'article', 'b', 'zasiłek'],
    ['used', 'read_aloud', 'article', 'b', 'zasiłek'],
  ]);
  searching.back();
  searching.readAloud();
  expect(used().length, 'nothing is open any more').toBe(2);
});

it('opens what was chosen although it cannot be counted', async () => {
  api.used = () => Promise.reject(new Error('away'));
  searching.typed('zasiłek');
  await after(SEARCH_MS);
  searching.enter();
  await after(0);
  expect(searching.article?.id).toBe('a');
});
