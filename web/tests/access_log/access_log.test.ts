import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../src/api/client';
import { AccessLog, addressOf, filterOf } from '../../src/access_log/access_log.svelte';
import type { AccessEntry, AccessFilter, AccessLogApi } from '../../src/access_log/access_log_api';

const ALL: AccessFilter = { from: '', to: '', who: '', office: '', call: '' };

function entry(id: string): AccessEntry {
  return {
    id,
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
    reason: null, message_id: null,
  };
}

let asked: unknown[][];
let fails: ApiError | null;
let log: AccessLog;
let after: string | null;

beforeEach(() => {
  asked = [];
  fails = null;
  after = null;
  const said = <T>(value: () => T, ...what: unknown[]): Promise<T> => {
    asked.push(what);
    return fails === null ? Promise.resolve(value()) : Promise.reject(fails);
  };
  const api: AccessLogApi = {
    read: (filter, client, from) => said(() => ({ entries: [entry(`access-${asked.length}`)], after }), 'read', filter, client, from),
    file: (filter, client) => said(() => new Blob(['x']), 'file', filter, client),
  };
  log = new AccessLog(api);
});

it('keeps the filter in the address, and never a client', () => {
  const address = addressOf({ ...ALL, from: '2026-11-01', who: 'k20060-1' });
  expect(address).toBe('/access-log?from=2026-11-01&who=k20060-1');
  expect(filterOf(new URL(address, 'http://x').searchParams)).toEqual({ ...ALL, from: '2026-11-01', who: 'k20060-1' });
  expect(filterOf(new URLSearchParams('client=client-anna'))).toEqual(ALL);
  expect(addressOf(ALL)).toBe('/access-log');
});

it('goes on page by page with what was asked for at first', async () => {
  after = 'place-2';
  await log.show({ ...ALL, office: '20060' }, 'client-anna');
  await log.more();
  expect(asked).toEqual([
    ['read', { ...ALL, office: '20060' }, 'client-anna', null],
    ['read', { ...ALL, office: '20060' }, 'client-anna', 'place-2'],
  ]);
  expect(log.entries.map((each) => each.id)).toEqual(['access-1', 'access-2']);
});

it('begins anew with another filter', async () => {
  after = 'place-2';
  await log.show(ALL, '');
  await log.show({ ...ALL, who: 'k20060-1' }, '');
  expect(log.entries.map((each) => each.id)).toEqual(['access-2']);
});

it('tells why there is no file', async () => {
  fails = new ApiError('too_many_entries', 'Wpisów jest więcej niż 20000.', 422);
  expect(await log.file(ALL, '')).toBeNull();
  expect([log.exportFailure, log.isExporting]).toEqual(['Wpisów jest więcej niż 20000.', false]);
});

it('shows what was there when the next page does not come', async () => {
  after = 'place-2';
  await log.show(ALL, '');
  fails = new ApiError('network', 'Brak połączenia.');
  await log.more();
  expect([log.state, log.failure, log.entries.length]).toEqual(['failed', 'Brak połączenia.', 1]);
});
