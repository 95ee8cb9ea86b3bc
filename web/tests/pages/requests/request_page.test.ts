// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import Requests from '../../../src/pages/requests/Requests.svelte';
import type { Act, RequestDetails } from '../../../src/pages/requests/requests_api';
import { press, seen, show, type } from '../../support/mounted';
import { requestOf } from './support';

it('takes a step from the address, tells why not, and reads anew what somebody else has changed', async () => {
  let is: RequestDetails = requestOf();
  let fails: ApiError | null = new ApiError('stale_version', 'Stara wersja.', 412);
  const looked: string[] = [];
  const taken: unknown[] = [];
  const api = {
    list: async () => ({ rows: [is], after: null }),
    view: async (id: string) => (looked.push(id) ? is : is),
    act: async (request: RequestDetails, act: Act, note: string | null) => {
      if (fails) throw fails;
      taken.push([request.version, act, note]);
      return { ...is, state: 'identified' as const };
    },
    document: async () => new Blob(),
  };
  await show(Requests, { api }, '/requests?state=every&request=request-1&kind=odd');
  expect(looked).toEqual(['request-1']);
  await press('Potwierdź tożsamość');
  await press('Zapisz: tożsamość potwierdzona');
  expect(seen()).toContain('Jak potwierdzono: Prosimy wypełnić to pole.');
  await type('Jak potwierdzono', '  Dowód osobisty ');
  is = requestOf({ version: 2 });
  await press('Zapisz: tożsamość potwierdzona');
  expect([looked.length, seen().includes('wczytano na nowo')]).toEqual([2, true]);
  fails = null;
  await press('Zapisz: tożsamość potwierdzona');
  expect(taken).toEqual([[2, 'identify', 'Dowód osobisty']]);
  expect(seen()).toContain('Zapisano: potwierdzono tożsamość.');
});
