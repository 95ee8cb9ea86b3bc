// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { accountNames } from '../../../src/data/account_names.svelte';
import type { Canary, CanaryApi } from '../../../src/scenario/canary/canary_api';
import CanaryPanel from '../../../src/scenario/canary/CanaryPanel.svelte';
import { loadWords } from '../../../src/words';
import { press, seen, settled, show, type } from '../../support/mounted';

beforeEach(async () => {
  vi.spyOn(accountNames, 'of').mockImplementation((account) => ({ 'kierownik-wup': 'Jan Lis' })[account ?? ''] ?? '');
  await loadWords(['scenario_canary', 'blocks']);
});

const figures = (parts: Partial<Canary['new']> = {}): Canary['new'] => ({
  version: 3,
  calls: 50,
  completed: 29,
  hung_up: 21,
  failed: 0,
  hung_up_percent: 42.4,
  failed_percent: 0,
  median_time: 75,
  ...parts,
});

const canary = (parts: Partial<Canary> = {}): Canary => ({
  name: 'linia',
  version: 3,
  beside: 2,
  share_percent: 20,
  begins_at: '2026-11-24T09:00:00Z',
  until: '2026-12-01T23:00:00Z',
  limits: { hang_up_points: 10, failure_points: 2.5, min_calls: 60 },
  state: 'running',
  started_by: 'kierownik-wup',
  ended_at: null,
  ended_by: null,
  reason: '',
  new: figures(),
  old: figures({ version: 2, calls: 200, hung_up: 20, hung_up_percent: 10, median_time: null }),
  ...parts,
});

const ENDED = { ended_at: '2026-11-25T10:30:00Z', ended_by: 'system' } as const;

interface Asked {
  reads: number;
  ended: [string, string, string][];
}

async function shown(answer: Canary | null, given: Record<string, unknown> = {}, parts: Partial<CanaryApi> = {}) {
  const asked: Asked = { reads: 0, ended: [] };
  const api: CanaryApi = {
    last: async () => ((asked.reads += 1), answer),
    complete: async (name, reason) => (asked.ended.push(['complete', name, reason]), canary({ state: 'completed', ...ENDED, reason })),
    stop: async (name, reason) => (asked.ended.push(['stop', name, reason]), canary({ state: 'taken_back', ...ENDED, reason })),
    ...parts,
  };
  let ends = 0;
  await show(CanaryPanel, { name: 'linia', mayPublish: true, api, onended: () => (ends += 1), ...given } as never);
  return { asked, ends: () => ends };
}

const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent?.trim()));

it('shows both versions side by side, and when the new one goes back by itself', async () => {
  await shown(canary());
  expect(seen()).toContain('Wersja 3 odbiera 20 % połączeń, pozostałe – wersja 2.');
  expect(rows()).toEqual([
    ['Zakończone połączenia', '50', '200'],
    ['Doszły do kolejki, celu albo końca', '29', '29'],
    ['Rozłączenia w menu', '21 (42,4 %)', '20 (10 %)'],
    ['Błędy', '0 (0 %)', '0 (0 %)'],
    ['Połowa dochodzi do kolejki albo końca w', '1 min 15 s', 'brak'],
  ]);
  expect(seen()).toContain('o ponad 10 pkt. proc. albo błędów o ponad 2,5 pkt. proc.');
});

it('is brought in for all or taken back with a reason, which is asked for', async () => {
  const { asked, ends } = await shown(canary());
  await press('Wprowadź dla wszystkich');
  await press('Wprowadź dla wszystkich');
  expect(asked.ended).toEqual([]);
  await type('Powód', 'Dobre wyniki');
  await press('Wprowadź dla wszystkich');
  expect(asked.ended).toEqual([['complete', 'linia', 'Dobre wyniki']]);
  expect(ends()).toBe(1);
  expect(seen()).toContain('Nowa wersja jest wprowadzona dla wszystkich.');
  expect(seen()).toContain('wprowadzona dla wszystkich');
});

it('is taken back', async () => {
  const { asked } = await shown(canary());
  await press('Wycofaj nową wersję');
  await type('Powód', 'Rozmówcy się gubią');
  await press('Wycofaj nową wersję');
  expect(asked.ended).toEqual([['stop', 'linia', 'Rozmówcy się gubią']]);
  expect(seen()).toContain('Nowa wersja jest wycofana.');
});

it('says why a version went back by itself, and that nobody did it', async () => {
  const reason = 'Wersja 3 wypadła gorzej niż 2.';
  await shown(canary({ state: 'returned', ...ENDED, reason }));
  expect(seen()).toContain('wycofana samoczynnie');
  expect(seen()).toContain('25.11.2026, 11:30, system, samoczynnie');
  expect(seen()).toContain(reason);
  expect(document.querySelectorAll('.acts button')).toHaveLength(0);
});

it('says that there were too few calls', async () => {
  await shown(canary({ state: 'too_few_calls' }));
  expect(seen()).toContain('obie wersje nie miały jeszcze po 60 połączeń');
});

it('offers nothing to who may not publish, and says where there was never one', async () => {
  await shown(canary(), { mayPublish: false });
  expect(document.querySelectorAll('.acts button')).toHaveLength(0);
});

it('says that there was none, or nothing where that is wished', async () => {
  await shown(null);
  expect(seen()).toContain('Żadnej wersji tego scenariusza');
});

it('reads anew when somebody else has ended it meanwhile', async () => {
  const stop = () => Promise.reject(new ApiError('scenario_step_refused', 'Żadna wersja nie jest teraz na próbie.', 409));
  const { asked } = await shown(canary(), {}, { stop });
  const before = asked.reads;
  await press('Wycofaj nową wersję');
  await type('Powód', 'Rozmówcy się gubią');
  await press('Wycofaj nową wersję');
  await settled();
  expect(seen()).toContain('Żadna wersja nie jest teraz na próbie.');
  expect(asked.reads).toBeGreaterThanOrEqual(before);
});
