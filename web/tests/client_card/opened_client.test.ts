import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OpenedClient } from '../../src/client_card/opened_client.svelte';
import { ANNA, contact, FakeClients, gone } from './fakes';

let api: FakeClients;
let opened: OpenedClient;

beforeEach(() => {
  vi.useFakeTimers();
  api = new FakeClients();
  opened = new OpenedClient(api);
});

afterEach(() => {
  vi.useRealTimers();
});

it('opens a card for a call, and closing it forgets everything', async () => {
  await opened.open('client-anna', 'call-1');
  expect(api.asked).toEqual([['view', 'client-anna', { reason: null, call_id: 'call-1' }]]);
  expect([opened.state, opened.view?.id]).toEqual(['known', 'client-anna']);
  opened.close();
  expect([opened.state, opened.view, opened.id, opened.contacts]).toEqual(['none', null, null, []]);
});

it('asks for a reason where no call gives one, and looks again with it', async () => {
  api.failNext('view', gone(403, 'reason_needed', 'Prosimy podać powód wglądu.'));
  await opened.open('client-anna', null);
  expect([opened.state, opened.view]).toEqual(['reason_needed', null]);
  await opened.give('Klient jest w urzędzie');
  expect(opened.state).toBe('known');
  expect(api.asked.at(-1)).toEqual(['view', 'client-anna', { reason: 'Klient jest w urzędzie', call_id: null }]);
});

it('tells in the words of the server why a card cannot be seen', async () => {
  api.failNext('view', gone(404, 'not_found', 'Nie znaleziono.'));
  await opened.open('client-anna', null);
  expect([opened.state, opened.failure]).toEqual(['failed', 'Nie znaleziono.']);
});

it('does not show a card that was closed before it came', async () => {
  const opening = opened.open('client-anna', null);
  opened.close();
  await opening;
  expect([opened.state, opened.view]).toEqual(['none', null]);
});

it('reads the history only when somebody looks at it, each reading being written down', async () => {
  await opened.open('client-anna', 'call-1');
  expect(api.count('history')).toBe(0);
  const hide = opened.showHistory();
  await vi.advanceTimersByTimeAsync(0);
  expect(opened.contacts.map((each) => each.id)).toEqual(['contact-1']);
  hide();
  opened.showHistory();
  expect(api.count('history')).toBe(1);
});

it('reads the history page by page', async () => {
  api.after = 'place-2';
  opened.show(ANNA);
  await opened.loadHistory();
  expect(opened.hasMore).toBe(true);
  api.contactsAre = [contact('contact-0')];
  api.after = null;
  await opened.loadMore();
  expect(api.asked.at(-1)).toEqual(['history', 'client-anna', 'place-2']);
  expect([opened.contacts.map((each) => each.id), opened.hasMore]).toEqual([['contact-1', 'contact-0'], false]);
});

it('reads the history anew when something was added while it is shown, once for many', async () => {
  opened.show(ANNA);
  opened.showHistory();
  await vi.advanceTimersByTimeAsync(0);
  opened.historyChanged();
  opened.historyChanged();
  await vi.advanceTimersByTimeAsync(5000);
  expect(api.count('history')).toBe(2);
});

it('says when the history did not come, and keeps what is shown', async () => {
  opened.show(ANNA);
  await opened.loadHistory();
  api.failNext('history', gone(503, 'data_unavailable', 'Baza nie odpowiada.'));
  await opened.loadHistory();
  expect([opened.historyState, opened.historyFailure, opened.contacts.length]).toEqual(['failed', 'Baza nie odpowiada.', 1]);
});
