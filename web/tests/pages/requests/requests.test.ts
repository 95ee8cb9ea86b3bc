import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { ASK_MS, Requests } from '../../../src/pages/requests/requests.svelte';
import type { RequestDetails, RequestsApi } from '../../../src/pages/requests/requests_api';
import { requestOf } from './support';

let asked: unknown[][];
let is: RequestDetails;
let fails: ApiError | null;
let requests: Requests;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  is = requestOf();
  fails = null;
  const said = <T>(value: () => T, ...what: unknown[]): Promise<T> => {
    asked.push(what);
    if (fails === null) return Promise.resolve(value());
    const failure = fails;
    fails = null;
    return Promise.reject(failure);
  };
  const api: RequestsApi = {
    list: (filter, after) => said(() => ({ rows: [is], after: null }), 'list', filter.state, after),
    view: (id) => said(() => is, 'view', id),
    act: (request, act, note) => {
      if (fails === null && act === 'approve') is = { ...is, state: 'approved', version: is.version + 1, waits_for: 'callback' };
      if (fails === null && act === 'identify') is = { ...is, state: 'identified', version: is.version + 1 };
      return said(() => is, 'act', request.version, act, note);
    },
    document: (id, kind) => said(() => new Blob([kind]), 'document', id, kind),
  };
  requests = new Requests(api, () => ({ state: 'open', kind: '', sort: '-received' }));
});

afterEach(() => {
  requests.following.stop();
  vi.useRealTimers();
});

const looks = () => asked.filter(([name]) => name === 'view').length;

it('looks at a request once, however often its address is gone to', async () => {
  await requests.opened.open('request-1');
  await requests.opened.open('request-1');
  expect([looks(), requests.opened.value?.id]).toEqual([1, 'request-1']);
  await requests.opened.open(null);
  expect([requests.opened.value, requests.opened.state]).toEqual([null, 'none']);
});

it('takes a step on the version that was read, and shows it in the list, too', async () => {
  await requests.list.load();
  await requests.opened.open('request-1');
  await requests.act(is, 'identify', 'Dowód osobisty');
  expect(asked.at(-1)).toEqual(['act', 1, 'identify', 'Dowód osobisty']);
  expect([requests.opened.value?.state, requests.list.rows[0]?.state]).toEqual(['identified', 'identified']);
});

it('follows an erasure by the list, and looks at the request only when its state is another', async () => {
  is = requestOf({ state: 'identified' });
  await requests.opened.open('request-1');
  await requests.act(is, 'approve', null);
  requests.following.look();
  await vi.advanceTimersByTimeAsync(3 * ASK_MS);
  expect([looks(), requests.opened.value?.waits_for]).toEqual([1, 'callback']);
  is = { ...is, waits_for: null };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect([looks(), requests.opened.value?.waits_for]).toEqual([1, null]);
  is = { ...is, state: 'carried_out', person: null };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect([looks(), requests.opened.value?.person]).toEqual([2, null]);
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect(asked.length).toBe(before);
});

it('looks anew after a document, which is a step', async () => {
  await requests.opened.open('request-1');
  expect(await requests.document(is, 'pdf')).toBeInstanceOf(Blob);
  expect(looks()).toBe(2);
});
