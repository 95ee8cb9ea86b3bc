import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientSide } from '../../../src/pages/desk/client_side.svelte';
import { ANNA, FakeClients, gone } from '../../client_card/fakes';
import { CALL } from './fakes.svelte';

let api: FakeClients;
let side: ClientSide;
const offered = { ...CALL, phase: 'offered' as const };
const stranger = { ...offered, verified_by: '' as const };
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  api = new FakeClients();
  side = new ClientSide(api);
});

afterEach(() => {
  side.stop();
  vi.useRealTimers();
});

describe('who calls', () => {
  it('is shown with the offer, by one look', async () => {
    side.look(offered, false);
    side.look(offered, false);
    expect(side.state).toBe('loading');
    await after(0);
    expect([side.state, side.opened.view?.id, api.count('caller')]).toEqual(['known', 'client-anna', 1]);
  });

  it('of a verified caller is asked again soon, if it is not known at once', async () => {
    api.callerIs = { call_id: 'call-1', client: null };
    side.look(offered, false);
    await after(0);
    api.callerIs = { call_id: 'call-1', client: ANNA };
    await after(60);
    expect([side.state, api.count('caller')]).toEqual(['known', 2]);
  });

  it('is not another call’s caller', async () => {
    api.callerIs = { call_id: 'call-0', client: ANNA };
    side.look(offered, false);
    await after(0);
    expect([side.state, side.opened.view]).toEqual(['loading', null]);
  });

  it('is unknown, if nobody has verified the caller', async () => {
    api.callerIs = { call_id: 'call-1', client: null };
    side.look(stranger, false);
    await after(0);
    expect([side.state, api.count('caller')]).toEqual(['unknown', 1]);
  });

  it('is told to have failed after some tries, and is asked again on wish', async () => {
    api.failNext('caller', ...Array.from({ length: 7 }, () => gone(503, 'data_unavailable', 'Baza nie odpowiada.')));
    side.look(offered, false);
    await after(10_000);
    expect([side.state, side.failure]).toEqual(['failed', 'Baza nie odpowiada.']);
    side.again();
    await after(0);
    expect(side.state).toBe('known');
  });

  it('leaves the page with the call', async () => {
    side.look(offered, false);
    await after(0);
    side.forget();
    expect([side.state, side.opened.view, side.entry]).toEqual(['none', null, null]);
  });

  it('does not come when the call is gone before the answer', async () => {
    side.look(offered, false);
    side.forget();
    await after(0);
    expect([side.state, side.opened.view]).toEqual(['none', null]);
  });
});

describe('what is written down', () => {
  it('begins with the conversation, not with the offer', async () => {
    side.look(offered, false);
    await after(0);
    expect(side.entry).toBeNull();
    side.look(CALL, true);
    expect([side.entry?.client, side.entry?.call, side.entry?.fields.topic]).toEqual(['client-anna', 'call-1', 'unemployed']);
  });

  it('goes to a client who was found by hand, for the sake of this call', async () => {
    api.callerIs = { call_id: 'call-1', client: null };
    side.look({ ...CALL, verified_by: '' }, true);
    await after(0);
    await side.choose('client-anna');
    expect(api.asked.at(-2)).toEqual(['view', 'client-anna', { reason: null, call_id: 'call-1' }]);
    expect([side.state, side.entry?.client]).toEqual(['known', 'client-anna']);
  });

  it('is sent when the call is over, and kept until it stands there, while the next call goes on', async () => {
    side.look(CALL, true);
    await after(0);
    api.failNext('save', gone(0), gone(0));
    side.entry?.set('note', 'Ważne');
    side.forget();
    await after(0);
    const next = { ...CALL, id: 'call-2' };
    api.callerIs = { call_id: 'call-2', client: { ...ANNA, id: 'client-jan' } };
    side.look(next, true);
    await after(0);
    expect([side.entry?.call, side.olderUnsaved, side.hasUnsaved]).toEqual(['call-2', 1, true]);
    await after(3000);
    expect([side.olderUnsaved, side.hasUnsaved]).toEqual([0, false]);
    expect(api.entries.get('call-1')?.fields.note).toBe('Ważne');
  });

  it('is not lost when the server begins anew in the middle of the call', async () => {
    side.look(CALL, true);
    await after(0);
    const before = side.entry;
    before?.set('note', 'W połowie');
    side.look(CALL, true);
    expect(side.entry).toBe(before);
    expect(side.entry?.fields.note).toBe('W połowie');
  });

  it('is sent when the network is back', async () => {
    side.look(CALL, true);
    await after(0);
    api.failNext('save', gone(0));
    side.entry?.set('note', 'Ważne');
    await after(600);
    expect(side.entry?.state).toBe('kept');
    side.hurry();
    await after(0);
    expect(side.entry?.state).toBe('saved');
  });
});
