import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { Act, Article, ArticlesApi, DraftIn } from '../../../src/pages/articles/articles_api';
import { Editing } from '../../../src/pages/articles/editing.svelte';
import { LONGEST_MS, PAUSE_MS } from '../../../src/blocks/saving/autosave.svelte';
import { article, text, version } from '../../knowledge/fakes';

const gone = (status: number, code = 'network', message = 'Brak połączenia.') => new ApiError(code, message, status);
const draft = (title = 'Wysokość zasiłku', number = 2) => version({ number, state: 'draft', texts: { pl: text({ title }) } });

/** One article at the server. */
class FakeArticles {
  readonly asked: unknown[][] = [];
  readonly fails: ApiError[] = [];
  losesAnswers = 0;
  there: Article = article({ open: draft(), version: 3 });

  count(name: string): number {
    return this.asked.filter(([each]) => each === name).length;
  }

  /** What somebody else does at the same time. */
  changed(change: Partial<Article>): void {
    this.there = { ...this.there, version: this.there.version + 1, ...change };
  }

  article = (id: string) => {
    this.asked.push(['article', id]);
    return Promise.resolve(this.there);
  };

  save = (id: string, at: number, wanted: DraftIn) => {
    this.asked.push(['save', id, at]);
    const error = this.fails.shift();
    if (error) return Promise.reject(error);
    if (at !== this.there.version) return Promise.reject(gone(412, 'stale_version'));
    const pl = wanted.content.texts.pl;
    this.changed({ open: version({ ...this.there.open, state: 'draft', texts: { pl: text({ ...pl, questions: pl?.questions ?? [] } as object) } }) });
    if (this.losesAnswers > 0) {
      this.losesAnswers -= 1;
      return Promise.reject(gone(0));
    }
    return Promise.resolve(this.there);
  };

  act = (id: string, at: number, act: Act, reason: string) => {
    this.asked.push([act, id, at, reason]);
    const error = this.fails.shift();
    if (error) return Promise.reject(error);
    if (act === 'drop') return Promise.resolve(null);
    this.changed({ open: version({ ...this.there.open, state: act === 'submit' ? 'review' : 'draft' }) });
    return Promise.resolve(this.there);
  };
}

let api: FakeArticles;
let editing: Editing;

beforeEach(async () => {
  vi.useFakeTimers();
  api = new FakeArticles();
  editing = new Editing(api as unknown as ArticlesApi);
  await editing.open('zasilek-ile');
});
afterEach(() => {
  editing.stop();
  vi.useRealTimers();
});

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function type(title: string) {
  if (editing.draft.typed?.texts.pl) editing.draft.typed.texts.pl.title = title;
  editing.draft.touched();
}

it('saves what is typed a moment after the last key, on the version that was read', async () => {
  type('Zasiłek');
  await after(PAUSE_MS / 2);
  type('Zasiłek: ile');
  expect([editing.draft.state, api.count('save')]).toEqual(['typed', 0]);
  await after(PAUSE_MS);
  expect([editing.draft.state, editing.draft.isUnsaved, api.asked.at(-1)]).toEqual(['saved', false, ['save', 'zasilek-ile', 3]]);
  expect([api.there.open?.texts.pl?.title, editing.draft.savedAt !== null]).toEqual(['Zasiłek: ile', true]);
});

it('saves whoever types on all the same', async () => {
  for (let typed = 0; typed < LONGEST_MS; typed += PAUSE_MS / 2) {
    type(`Zasiłek ${typed}`);
    await after(PAUSE_MS / 2);
  }
  expect(api.count('save')).toBeGreaterThanOrEqual(1);
});

it('saves nothing that was typed and deleted again', async () => {
  type('Zasiłek');
  type('Wysokość zasiłku');
  await after(PAUSE_MS);
  expect([editing.draft.state, api.count('save')]).toEqual(['saved', 0]);
});

it('keeps the text while the server is away, and sends it again by itself', async () => {
  api.fails.push(gone(0), gone(503));
  type('Zasiłek');
  await after(PAUSE_MS);
  expect([editing.draft.state, editing.draft.typed?.texts.pl?.title]).toEqual(['kept', 'Zasiłek']);
  await after(10_000);
  expect([editing.draft.state, api.there.open?.texts.pl?.title]).toEqual(['saved', 'Zasiłek']);
});

it('a save whose answer was lost is found to stand there, and is nobody else’s change', async () => {
  api.losesAnswers = 1;
  type('Zasiłek');
  await after(PAUSE_MS + 2000);
  expect([editing.draft.state, editing.draft.theirs]).toEqual(['saved', null]);
});

it('shows what somebody else has written and loses neither text', async () => {
  api.changed({ open: draft('Tytuł koleżanki') });
  type('Mój tytuł');
  await after(PAUSE_MS);
  expect([editing.draft.state, editing.draft.theirTyped?.texts.pl?.title, editing.draft.typed?.texts.pl?.title]).toEqual([
    'conflict',
    'Tytuł koleżanki',
    'Mój tytuł',
  ]);
  await after(60_000);
  expect(api.count('save'), 'nothing is saved before somebody has chosen').toBe(1);
  await editing.draft.keepMine();
  expect([editing.draft.state, api.there.open?.texts.pl?.title, editing.draft.theirs]).toEqual(['saved', 'Mój tytuł', null]);
});

it('takes what somebody else has written where that is wanted', async () => {
  api.changed({ open: draft('Tytuł koleżanki') });
  type('Mój tytuł');
  await after(PAUSE_MS);
  editing.takeTheirs();
  expect([editing.draft.state, editing.draft.typed?.texts.pl?.title]).toEqual(['saved', 'Tytuł koleżanki']);
});

it('submits what is typed, not what was saved last', async () => {
  type('Zasiłek');
  expect(await editing.act('submit', '')).toBe(true);
  expect(api.asked.slice(-2).map(([name]) => name)).toEqual(['save', 'submit']);
  expect([editing.draft.typed, editing.done]).toEqual([null, 'Oddano do sprawdzenia.']);
});

it('submits nothing that could not be saved', async () => {
  api.fails.push(gone(422, 'invalid', 'Kwot nie wpisuje się w tekst.'));
  type('Zasiłek 100 zł');
  expect(await editing.act('submit', '')).toBe(false);
  expect([editing.draft.state, editing.actFailure, api.count('submit')]).toEqual(['refused', 'Kwot nie wpisuje się w tekst.', 0]);
});

it('says in the server’s words why it may not be published', async () => {
  api.fails.push(gone(403, 'four_eyes_needed', 'Opublikować musi inna osoba.'));
  expect(await editing.act('publish', '')).toBe(false);
  expect([editing.actFailure, editing.isActing]).toEqual(['Opublikować musi inna osoba.', false]);
});

it('shows the present state when somebody else was faster with a step', async () => {
  api.fails.push(gone(412, 'stale_version'));
  api.changed({ open: version({ state: 'review' }) });
  expect(await editing.act('submit', '')).toBe(false);
  expect([editing.actFailure, editing.article?.open?.state]).toEqual(['Ktoś inny zmienił tę odpowiedź. Poniżej jest jej obecny stan.', 'review']);
});

it('an article that went with its only draft is closed', async () => {
  expect(await editing.act('drop', '')).toBe(true);
  expect([editing.article, editing.done]).toEqual([null, 'Usunięto szkic.']);
});

it('begins a version on what is published, and makes the draft with the first change', async () => {
  api.there = article();
  const other = new Editing(api as unknown as ArticlesApi);
  await other.open('zasilek-ile');
  expect(other.draft.typed).toBeNull();
  other.begin();
  await after(PAUSE_MS);
  expect([other.draft.typed?.texts.pl?.title, other.draft.isUnsaved, api.count('save')]).toEqual(['Wysokość zasiłku', false, 0]);
  other.stop();
});

it('cannot save without days, and says so', async () => {
  if (editing.draft.typed) editing.draft.typed.valid_from = '';
  editing.draft.touched();
  await after(PAUSE_MS);
  expect([editing.draft.state, editing.draft.isUnsaved, api.count('save')]).toEqual(['incomplete', true, 0]);
});

it('waits for the save that goes on before it submits', async () => {
  type('Zasiłek');
  const leaving = editing.draft.flush(); // as when the field is left for the button
  expect(editing.draft.state).toBe('saving');
  expect(await editing.act('submit', '')).toBe(true);
  await leaving;
  expect(api.asked.slice(-2).map(([name]) => name)).toEqual(['save', 'submit']);
});

it('saves what is typed before another article is opened', async () => {
  type('Zasiłek');
  await editing.open('inna');
  expect(api.asked.map(([name, id]) => `${name as string} ${id as string}`)).toEqual(['article zasilek-ile', 'save zasilek-ile', 'article inna']);
  expect([api.there.open?.texts.pl?.title, editing.draft.state]).toEqual(['Zasiłek', 'saved']);
});

it('stays with what was opened last, though the text of before is saved first', async () => {
  type('Zasiłek');
  const other = editing.open('inna');
  await Promise.all([other, editing.open('zasilek-ile')]);
  expect([editing.article?.id, editing.draft.typed?.texts.pl?.title, api.count('article')]).toEqual(['zasilek-ile', 'Zasiłek', 1]);
});

it('an article that was just made takes the place of no text that is not saved', async () => {
  const made = article({ id: 'nowa', open: draft('Nowa') });
  api.fails.push(gone(422, 'invalid', 'Kwot nie wpisuje się w tekst.'));
  type('Zasiłek 100 zł');
  await after(PAUSE_MS);
  expect([editing.draft.state, editing.show(made), editing.draft.typed?.texts.pl?.title]).toEqual(['refused', false, 'Zasiłek 100 zł']);
  type('Zasiłek');
  await editing.draft.flush();
  expect([editing.show(made), editing.draft.typed?.texts.pl?.title]).toEqual([true, 'Nowa']);
});

it('asks for no list when a draft is saved that was there, and for one when a draft begins', async () => {
  const told: string[] = [];
  const other = new Editing(
    api as unknown as ArticlesApi,
    () => told.push('list'),
    ({ version: at }) => told.push(`row ${at}`),
  );
  api.there = article();
  await other.open('zasilek-ile');
  other.begin();
  for (const title of ['Zasiłek', 'Zasiłek: ile']) {
    if (other.draft.typed?.texts.pl) other.draft.typed.texts.pl.title = title;
    other.draft.touched();
    await after(PAUSE_MS);
  }
  expect(told).toEqual(['list', 'row 5']);
  other.stop();
});
