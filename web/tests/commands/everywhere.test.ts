// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { Everywhere, SEARCH_MS } from '../../src/commands/everywhere.svelte';
import type { EverywhereApi } from '../../src/commands/everywhere_api';

const PEOPLE = [
  { username: 'k20060-1', name: 'Żaneta Łoś', office: '20060' },
  { username: 'redaktor-20080', name: 'Jan Nowak', office: '20080' },
];

class Fake implements EverywhereApi {
  people = 0;
  fails = false;
  readonly searched: string[] = [];
  accounts = async () => {
    this.people += 1;
    if (this.fails) throw new TypeError('no network');
    return PEOPLE;
  };
  consultants = async () => PEOPLE.slice(0, 1);
  articles = async (q: string, signal: AbortSignal) => {
    signal.throwIfAborted();
    this.searched.push(q);
    return [{ id: 'zasilek-ile', title: 'Ile wynosi zasiłek' }];
  };
}

const names = {
  offices: [{ code: '20060', seat: 'Kolno', is_province: false }],
  office: (code: string | null | undefined) => (code === '20060' ? 'Kolno' : (code ?? '')),
};
let gone: string[];

const everywhere = (api: EverywhereApi, ...own: string[]) =>
  new Everywhere(
    (path) => own.includes(path),
    names,
    api,
    (path) => gone.push(path),
  );

async function typed(search: Everywhere, text: string) {
  search.typed(text);
  await vi.advanceTimersByTimeAsync(SEARCH_MS);
}

beforeEach(() => {
  gone = [];
  vi.useFakeTimers();
});

it('finds people without Polish marks, and leads to the account', async () => {
  const search = everywhere(new Fake(), '/accounts', '/knowledge');
  await typed(search, 'los zan');
  expect(search.shown.map((each) => each.says())).toEqual(['Żaneta Łoś (Kolno)', 'Ile wynosi zasiłek']);
  search.shown[0]?.run();
  search.shown[1]?.run();
  expect(gone).toEqual(['/accounts?account=k20060-1', '/knowledge?article=zasilek-ile']);
});

it('finds an office by its seat: where its data is changed, or where it is only read', async () => {
  for (const [own, path] of [
    ['/offices', '/offices?thing=20060'],
    ['/directory', '/directory?office=20060'],
  ] as const) {
    const search = everywhere(new Fake(), own);
    await typed(search, 'kol');
    search.shown[0]?.run();
    expect(gone.at(-1)).toBe(path);
  }
});

it('asks nothing that is not one’s own, nor for one sign', async () => {
  const api = new Fake();
  const search = everywhere(api);
  await typed(search, 'zaneta');
  expect([api.people, api.searched.length, search.shown.length]).toEqual([0, 0, 0]);
  await typed(everywhere(api, '/accounts', '/knowledge'), 'z');
  expect([api.people, api.searched.length]).toEqual([0, 0]);
});

it('people are fetched once; a failure is told, and tried again with the next key', async () => {
  const api = new Fake();
  const search = everywhere(api, '/accounts');
  api.fails = true;
  await typed(search, 'jan');
  expect(search.state).toBe('failed');
  api.fails = false;
  await typed(search, 'jan n');
  await typed(search, 'jan no');
  expect([search.state, api.people]).toEqual(['there', 2]);
});

it('what is typed meanwhile counts', async () => {
  const api = new Fake();
  const search = everywhere(api, '/knowledge');
  search.typed('zas');
  search.typed('zasiłek');
  await vi.advanceTimersByTimeAsync(SEARCH_MS);
  expect(api.searched).toEqual(['zasiłek']);
  search.forget();
  expect([search.state, search.shown.length]).toEqual(['none', 0]);
});
