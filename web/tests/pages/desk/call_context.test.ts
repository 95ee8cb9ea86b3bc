import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { CallContext } from '../../../src/conversation/call_context.svelte';
import { CALL, context, FakeContext } from './fakes.svelte';

let api: FakeContext;
let known: CallContext;

beforeEach(() => {
  vi.useFakeTimers();
  api = new FakeContext();
  known = new CallContext(api);
});
afterEach(() => vi.useRealTimers());

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it('is asked once for an offer, and once more when it is answered', async () => {
  known.look({ ...CALL, phase: 'offered' });
  await after(0);
  known.look({ ...CALL, phase: 'offered', since: CALL.since });
  await after(5000);
  expect([known.state, api.asked]).toEqual(['there', 1]);
  known.look(CALL);
  known.look({ ...CALL, phase: 'held' });
  await after(5000);
  expect(api.asked).toBe(2);
});

it('is asked anew until it is written who calls, and shows what is known meanwhile', async () => {
  api.is = context({ caller: null, is_caller_late: true });
  known.look(CALL);
  await after(0);
  expect(known.context?.caller).toBeNull();
  api.is = context();
  await after(100);
  expect(known.context?.caller?.client_id).toBe('client-anna');
});

it('is not asked anew of a caller of whom nothing may be seen', async () => {
  api.is = context({ caller: null });
  known.look(CALL);
  await after(20_000);
  expect([known.state, api.asked]).toEqual(['there', 1]);
});

it('shows nothing of another call', async () => {
  api.is = context({ call_id: 'call-0' });
  known.look(CALL);
  await after(0);
  expect(known.context).toBeNull();
  api.is = context();
  await after(60);
  expect(known.context?.call_id).toBe('call-1');
});

it('says after a while that the server does not tell', async () => {
  api.fails.push(...Array.from({ length: 20 }, () => new ApiError('network', 'Brak połączenia.')));
  known.look(CALL);
  await after(20_000);
  expect([known.state, known.failure]).toEqual(['failed', 'Brak połączenia.']);
  api.fails.length = 0;
  known.again();
  await after(0);
  expect(known.state).toBe('there');
});

it('an answer that comes after the call is over is forgotten', async () => {
  known.look(CALL);
  known.forget();
  await after(0);
  expect([known.context, known.state]).toEqual([null, 'none']);
});
