// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import AccessLog from '../../../src/pages/access_log/AccessLog.svelte';
import type { AccessEntry } from '../../../src/pages/access_log/access_log_api';
import { press, rows, seen, show, type } from '../../support/mounted';

const ALL = { from: '', to: '', who: '', office: '', call: '' };
const ENTRY: AccessEntry = {
  id: 'access-1',
  at: '2026-11-27T08:42:00Z',
  who_kind: 'account',
  who: 'k20060-1',
  client_id: 'client-anna',
  office: '20060',
  topic: 'number',
  purpose: 'call_view',
  outcome: 'found',
  call_id: 'call-1',
  field_groups: null,
  reason: null,
  message_id: null,
};

function fake(asked: unknown[][]) {
  return {
    read: async (...what: unknown[]) => ({ rows: [{ ...ENTRY, id: `access-${asked.push(what)}` }], after: 'place-2' }),
    file: () => Promise.reject(new ApiError('too_many_entries', 'Wpisów jest więcej niż 20000.', 422)),
  };
}

it('goes on with what the address and the client say, and keeps no client in the address', async () => {
  const asked: unknown[][] = [];
  await show(AccessLog, { api: fake(asked) }, '/access-log?who=k20060-1&client=client-anna');
  await press('Pokaż tylko klienta client-anna');
  await press('Pokaż następne');
  const filter = { ...ALL, who: 'k20060-1' };
  expect(asked).toEqual([
    [filter, '', null],
    [filter, 'client-anna', null],
    [filter, 'client-anna', 'place-2'],
  ]);
  expect(rows()).toHaveLength(2);
  await type('Od dnia', '1.11.2026');
  await press('Pokaż');
  expect(location.search).toBe('?from=2026-11-01&who=k20060-1');
});

it('tells why there is no file', async () => {
  await show(AccessLog, { api: fake([]) }, '/access-log');
  await press('Zapisz jako CSV');
  expect(seen()).toContain('Wpisów jest więcej niż 20000.');
});
