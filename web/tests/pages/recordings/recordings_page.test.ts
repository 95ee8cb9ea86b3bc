// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Me } from '../../../src/api/session.svelte';
import { handOver } from '../../../src/data/handed_over';
import Recordings from '../../../src/pages/recordings/Recordings.svelte';
import type { Recording, RecordingsApi } from '../../../src/pages/recordings/recordings_api';
import { press, rows, seen, show, type } from '../../support/mounted';

const ROW = {
  id: 'rec-1',
  call_id: 'call-1',
  state: 'packed',
  started_at: '2026-11-24T09:00:00Z',
  seconds: 63.5,
  agent: 'k20060-1',
  agent_name: 'Anna Wysocka',
  office: '20060',
  topic: null,
  mode: 'opt_in',
  fault: null,
  alarms: [],
  gone_at: null,
  gone_by: null,
  gone_why: null,
} as Recording;

const ME = (rights: Record<string, string>) => ({ username: 'kierownik-20060', office: '20060', also_offices: [], rights }) as unknown as Me;

function fake(asked: unknown[], found: Recording[] = [ROW]) {
  return {
    list: async (filter: { from: string }, whose: { number: string }) => {
      asked.push([filter.from, whose.number]);
      return { rows: found, after: null };
    },
    consultants: async () => [{ id: 'k20060-1', name: 'Anna Wysocka' }],
  } as unknown as RecordingsApi;
}

it('finds recordings by the caller’s number, which stands in no address, and names the consultant', async () => {
  const asked: unknown[] = [];
  await show(Recordings, { api: fake(asked) }, '/recordings', ME({ see_recordings: 'office', read_identities: 'office', list_agents: 'office' }));
  expect(rows()[0]?.join(' ')).toContain('Anna Wysocka');
  expect(seen()).not.toContain('k20060-1');
  await type('Numer dzwoniącego', '600 100 200');
  await press('Pokaż');
  expect(asked.at(-1)).toEqual(['', '600100200']);
  expect(location.search).toBe('');
});

it('whoever may not know whose they are has no field for it, and asks for no list of consultants', async () => {
  const api = fake([]);
  let asked = 0;
  api.consultants = async () => ((asked += 1), []);
  await show(Recordings, { api }, '/recordings', ME({ see_recordings: 'own', see_agents: 'own' }));
  expect(asked).toBe(0);
  expect(seen()).not.toContain('Numer dzwoniącego');
  expect(document.querySelectorAll('form > .field, form > div > label').length).toBeLessThanOrEqual(3);
});

it('a filter that finds nothing says that it is the filter', async () => {
  await show(Recordings, { api: fake([], []) }, '/recordings?from=2026-11-01', ME({ see_recordings: 'office' }));
  expect(seen()).toContain('Nic nie pasuje do filtra.');
  await show(Recordings, { api: fake([], []) }, '/recordings', ME({ see_recordings: 'office' }));
  expect(seen()).toContain('Nagranie powstaje samo');
});

it('comes from a client’s card with the recordings of this client alone, who stands in no address', async () => {
  const asked: unknown[] = [];
  const api = fake([]);
  api.list = async (_filter, whose) => {
    asked.push(whose.client?.id ?? null);
    return { rows: [], after: null };
  };
  handOver({ id: 'client-anna', name: 'Anna Żółtowska' });
  await show(Recordings, { api }, '/recordings', ME({ see_recordings: 'office', read_identities: 'office' }));
  expect(seen()).toContain('Tylko rozmowy klienta: Anna Żółtowska');
  await press('Pokaż wszystkie');
  expect([asked, location.search]).toEqual([['client-anna', null], '']);
  expect(seen()).not.toContain('Anna Żółtowska');
});
