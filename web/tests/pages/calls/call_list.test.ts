// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import type { CallersApi } from '../../../src/call_list/callers.svelte';
import { currentSearch } from '../../../src/navigation/router.svelte';
import Calls from '../../../src/pages/calls/Calls.svelte';
import type { Call, CallDetail, CallQuery, CallsApi } from '../../../src/pages/calls/calls_api';
import { button, check, choose, field, press, rows, seen, show, type } from '../../support/mounted';
import { ABANDONED, call, detail, steps } from './calls';

const RIGHTS = {
  list_agents: 'office',
  read_identities: 'office',
  see_clients: 'office',
  see_calls: 'office',
  see_reports: 'office',
  see_agents: 'office',
  see_recordings: 'office',
};
const SUPERVISOR = { username: 'kierownik-20060', rights: RIGHTS } as unknown as Me;
const CONSULTANT = { username: 'k20060-1', rights: { see_calls: 'own', see_agents: 'own', see_recordings: 'own' } } as unknown as Me;

class Fake implements CallsApi {
  readonly asked: [CallQuery, string | null][] = [];
  readonly numbers: string[] = [];
  readonly looksOf: string[] = [];
  readonly looked: string[] = [];
  fails: ApiError | null = null;

  constructor(
    private readonly calls: Call[] = [call()],
    private readonly one: CallDetail | null = null,
  ) {}

  list = async (query: CallQuery, number: string, after: string | null) => {
    this.asked.push([query, after]);
    if (number) this.numbers.push(number);
    if (this.fails) throw this.fails;
    return { rows: this.calls.map((each) => ({ ...each, id: `${each.id}-${this.asked.length}` })), after: after === null ? 'place-2' : null };
  };

  looks = async (id: string) => {
    this.looksOf.push(id);
    const entry = {
      id: 'access-1',
      at: '2026-11-24T09:15:00Z',
      topic: 'recording',
      purpose: 'recording',
      outcome: 'found',
      field_groups: null,
      reason: null,
      message_id: null,
    } as const;
    const of = { who_kind: 'account', client_id: null, office: '20060', call_id: id, call: null, looks: 1 } as const;
    return { rows: [{ ...of, who: 'kierownik-20060', who_name: 'Jan Kos', entries: [entry] }], after: null };
  };

  agents = async () => [{ value: 'k20060-1', label: 'Maria Nowak' }];

  view = async (id: string) => {
    this.looked.push(id);
    if (this.one === null) throw new ApiError('not_found', 'Nie znaleziono.', 404);
    return this.one;
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-24T10:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const nobody = { names: async () => ({}) };
const shown = (api: Fake, address = '/calls', me = SUPERVISOR, callersApi: CallersApi = nobody) => show(Calls, { api, callersApi }, address, me);

it('lists the calls of today, page by page, each leading to its own page', async () => {
  const api = new Fake([call({ rating: 2, has_recording: true }), call({ id: 'call-2', ...ABANDONED })]);
  await shown(api);
  await press('Pokaż następne');
  const today = { from: '2026-11-24', to: '2026-11-24' };
  expect(api.asked).toEqual([
    [today, null],
    [today, 'place-2'],
  ]);
  const [answered, abandoned] = rows();
  expect(rows()).toHaveLength(4);
  for (const said of ['24.11.2026, 9:00|', 'Numer 9510|', '5 min 6 s', 'odebrane', 'Maria Nowak', '1 min', '2 z 5', 'Nagranie']) {
    expect(answered?.join('|')).toContain(said);
  }
  expect(abandoned?.join('|')).toContain('porzucone po 2:10');
  const link = document.querySelector<HTMLAnchorElement>('a[aria-label="Otwórz przebieg połączenia z 24.11.2026, 9:00"]');
  expect(link?.getAttribute('href')).toBe('/calls/call-1-1');
});

it('keeps every choice in the address and asks by it', async () => {
  const api = new Fake();
  await shown(api);
  await type('Od dnia', '20.11.2026');
  await type('Do dnia', '21.11.2026');
  await choose('Czekanie ponad', '300');
  await choose('Jak się skończyło', 'abandoned');
  await choose('Kolejność', 'wait');
  await choose('Konsultant', 'k20060-1');
  await check('pomógł inny urząd');
  await check('niska ocena (1 lub 2)');
  expect(Object.fromEntries(currentSearch())).toEqual({
    from: '2026-11-20',
    to: '2026-11-21',
    over: '300',
    end: 'abandoned',
    order: 'wait',
    agent: 'k20060-1',
    helped: '1',
    low: '1',
  });
  expect(api.asked.at(-1)?.[0]).toEqual({
    from: '2026-11-20',
    to: '2026-11-21',
    agent: 'k20060-1',
    waited_over: 300,
    queue_left_reason: 'abandoned',
    order: 'wait',
    is_helped: true,
    rating_at_most: 2,
  });
});

it('is of yesterday, and of today again, with one click', async () => {
  const api = new Fake();
  await shown(api);
  await press('wczoraj');
  expect(api.asked.at(-1)?.[0]).toEqual({ from: '2026-11-23', to: '2026-11-23' });
  await press('7 dni');
  expect(Object.fromEntries(currentSearch())).toEqual({ from: '2026-11-18', to: '2026-11-24' });
  await press('dziś');
  expect(currentSearch().toString()).toBe('');
});

it('is sorted by the head of a column, the longest first', async () => {
  const api = new Fake();
  await shown(api, '/calls?from=2026-11-20');
  await press('Czekanie');
  expect(api.asked.at(-1)?.[0]).toEqual({ from: '2026-11-20', to: '2026-11-20', order: 'wait' });
  await press('Czekanie ▾');
  expect(api.asked).toHaveLength(2);
});

it('tells in the words of the server that there are too many days', async () => {
  const api = new Fake();
  api.fails = new ApiError('period_needed', 'Najwyżej 92 dni naraz.', 422);
  await shown(api, '/calls?from=2026-01-01&to=2026-11-01&order=wait');
  expect(seen()).toContain('Najwyżej 92 dni naraz.');
});

it('says who called when somebody asks for it, of each call once, and says that it is written down', async () => {
  const asked: string[][] = [];
  const names = async (calls: string[]) => {
    asked.push(calls);
    return { 'call-1-1': 'Anna Chrostowska' };
  };
  await shown(new Fake(), '/calls', SUPERVISOR, { names });
  expect(asked).toEqual([]);
  expect(seen()).not.toContain('Kto dzwonił');
  expect(seen()).toContain('Każde pokazane nazwisko zapisujemy w dzienniku dostępów.');
  await press('Pokaż, kto dzwonił');
  expect(rows()[0]?.join('|')).toContain('Anna Chrostowska');
  await press('Pokaż następne');
  expect(asked).toEqual([['call-1-1'], ['call-1-2']]);
});

it('tells that names could not be told, and asks again', async () => {
  const names = vi
    .fn()
    .mockRejectedValueOnce(new ApiError('too_many_looks', 'Dość na dziś.', 429))
    .mockResolvedValue({ 'call-1-1': 'Anna Chrostowska' });
  await shown(new Fake(), '/calls', SUPERVISOR, { names });
  await press('Pokaż, kto dzwonił');
  expect(seen()).toContain('Dość na dziś.');
  await press('Spróbuj ponownie');
  expect(rows()[0]?.join('|')).toContain('Anna Chrostowska');
  expect(seen()).not.toContain('Dość na dziś.');
});

it('finds calls by a number that stands in no address', async () => {
  const api = new Fake();
  await shown(api);
  await type('Numer osoby dzwoniącej', 'x12');
  await press('Szukaj');
  expect(seen()).toContain('Numer ma od 3 do 20 cyfr');
  await type('Numer osoby dzwoniącej', '600 100-200');
  expect(api.numbers).toEqual([]);
  await press('Szukaj');
  expect(api.numbers).toEqual(['600100200']);
  expect(currentSearch().toString()).toBe('');
  await press('Wszystkie numery');
  expect([api.numbers.length, api.asked.length]).toEqual([1, 3]);
});

it('tells a consultant of no rating, and lets nobody choose another one', async () => {
  await shown(new Fake([call()]), '/calls', CONSULTANT);
  expect(seen()).not.toContain('Ocena');
  expect(() => field('niska ocena (1 lub 2)')).toThrow();
  expect(() => field('Konsultant')).toThrow();
});

const TIMELINE = steps(
  [0, 'call_started'],
  [30, 'queue_entered', { position: 1 }],
  [330, 'offer', { agent: 'k20060-1' }, 'Zaoferowano konsultantowi Maria Nowak: własny urząd'],
  [335.4, 'queue_left', { reason: 'connected' }],
  [335.4, 'conversation_started', { agent: 'k20060-1' }, 'Rozmowa z konsultantem Maria Nowak'],
  [395.4, 'conversation_ended'],
  [420, 'call_ended'],
);

it('one call says who, how long and why by names and in words', async () => {
  const api = new Fake([], detail(TIMELINE, { wrap_up_time: 25 }));
  await shown(api, '/calls/call-1');
  expect(api.looked).toEqual(['call-1']);
  expect(api.asked).toEqual([]);
  expect(seen()).toContain('Czekanie 5 min 6 s'); // as the list has it
  expect(seen()).toContain('Przez 5 min wszyscy konsultanci własnego urzędu byli zajęci.');
  expect(seen()).toContain('Zaoferowano konsultantowi Maria Nowak: własny urząd');
  expect(seen()).toContain('praca po połączeniu 25 s');
  expect(seen()).not.toContain('k20060-1');
  const headings = [...document.querySelectorAll('h3')].map((each) => each.textContent);
  expect(headings).toEqual(['zapowiedzi i menu', 'kolejka', 'dzwonienie', 'rozmowa', 'po rozmowie']);
});

it('says by name who looked at it, when it is asked and for who may read the log', async () => {
  const api = new Fake([], detail(TIMELINE));
  await shown(api, '/calls/call-1');
  expect(() => button('Pokaż, kto oglądał')).toThrow();
  const auditor = { ...SUPERVISOR, rights: { ...RIGHTS, read_access_log: 'office' } } as unknown as Me;
  await shown(api, '/calls/call-1', auditor);
  expect(api.looksOf).toEqual([]);
  await press('Pokaż, kto oglądał');
  expect(api.looksOf).toEqual(['call-1']);
  expect(rows()[0]?.join('|')).toContain('Jan Kos');
  expect(rows()[0]?.join('|')).toContain('nagranie');
});

it('says so when there is no such call', async () => {
  await shown(new Fake(), '/calls/call-9');
  expect(seen()).toContain('Nie ma takiego połączenia');
  // Trying again could not do better.
  expect(() => button('Spróbuj ponownie')).toThrow();
  expect(document.querySelector('[role="status"] a[href="/calls"]')?.textContent).toBe('Wszystkie połączenia');
});

it('shows the calls of a node that led here, and all of them again', async () => {
  const api = new Fake();
  await show(Calls, { api }, '/calls?from=2026-11-24&to=2026-11-24&scenario=linia-9510&node=karta%2Fpin&version=3', SUPERVISOR);
  expect(seen()).toContain('doszły do węzła „karta/pin” scenariusza linia-9510 (wersja 3)');
  await check('tylko te, w których rozmówca rozłączył się w tym węźle');
  expect(api.asked.at(-1)?.[0]).toMatchObject({ scenario: 'linia-9510', node: 'karta/pin', scenario_version: 3, hung_up_there: true });
  await press('Pokaż wszystkie połączenia');
  expect(Object.fromEntries(currentSearch())).toEqual({ from: '2026-11-24', to: '2026-11-24' });
  expect(api.asked.at(-1)?.[0]).toEqual({ from: '2026-11-24', to: '2026-11-24' });
});
