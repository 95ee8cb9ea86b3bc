import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../src/api/client';
import { Proposing, type About } from '../../src/knowledge/proposing.svelte';
import { FakeKnowledge } from './fakes';

let api: FakeKnowledge;
let proposing: Proposing;
const about = (change: Partial<About> = {}): About => ({
  kind: 'question',
  articleId: null,
  title: '',
  question: 'zgubiona karta',
  callId: 'call-1',
  ...change,
});

beforeEach(() => {
  api = new FakeKnowledge();
  proposing = new Proposing(api);
});

it('sends what was written about what it was begun for, and tells the count of questions afterwards', async () => {
  proposing.begin(about());
  proposing.words = ' Gdzie zgłosić zgubioną kartę? ';
  await proposing.send();
  expect(api.asked).toEqual([
    ['propose', { kind: 'question', article_id: null, words: 'Gdzie zgłosić zgubioną kartę?', call_id: 'call-1' }],
    ['noAnswer', 'zgubiona karta'],
  ]);
  expect([proposing.about, proposing.words, proposing.isDone]).toEqual([null, '', true]);
});

it('is sent though the question could not be counted, and is not sent twice for that', async () => {
  api.noAnswer = () => Promise.reject(new ApiError('network', 'Brak połączenia.', 0));
  proposing.begin(about());
  proposing.words = 'Gdzie zgłosić zgubioną kartę?';
  await proposing.send();
  await proposing.send();
  expect([proposing.isDone, proposing.failure, api.count('propose')]).toEqual([true, '', 1]);
});

it('keeps the words when they could not be sent, and counts nothing', async () => {
  api.propose = () => Promise.reject(new ApiError('network', 'Brak połączenia.', 0));
  proposing.begin(about({ kind: 'correction', articleId: 'zasilek-ile', question: '' }));
  proposing.words = 'Proszę dopisać filię.';
  await proposing.send();
  expect([proposing.words, proposing.failure, proposing.isBusy, api.count('noAnswer')]).toEqual(['Proszę dopisać filię.', 'Brak połączenia.', false, 0]);
});

it('wants some words, and says so only when it was tried', async () => {
  proposing.begin(about({ question: 'karta' }));
  expect([proposing.words, proposing.isTooShort, proposing.isTold]).toEqual(['karta', true, false]);
  await proposing.send();
  expect([proposing.isTold, api.asked]).toEqual([true, []]);
});

it('an answer to what was closed meanwhile closes nothing else', async () => {
  let done: () => void = () => undefined;
  api.propose = () => new Promise((resolve) => (done = resolve));
  proposing.begin(about());
  const sending = proposing.send();
  proposing.close();
  proposing.begin(about({ question: 'inne pytanie klienta' }));
  done();
  await sending;
  expect([proposing.about?.question, proposing.words, proposing.isDone]).toEqual(['inne pytanie klienta', 'inne pytanie klienta', false]);
});
