// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import Institutions from '../../../src/pages/transfer_targets/Institutions.svelte';
import { webInstitutionsApi } from '../../../src/pages/transfer_targets/transfer_targets_api';
import { check, press, seen, show, type } from '../../support/mounted';
import { keepingOf, thingsOf, type Asked } from '../../things/fakes';

it('adds an institution with what it is for, when it answers and from which lines', async () => {
  const asked: Asked = [];
  await show(Institutions, { api: { ...thingsOf(asked, []), lines: async () => ['9510', '9524'] }, keeping: keepingOf() }, '/transfer-targets');
  await press('Nowa instytucja');
  await type('Nazwa', 'ZUS w Łomży');
  await type('W jakiej sprawie', 'emerytury i renty');
  await press('Dodaj instytucję');
  expect(seen()).toContain('Telefon: Prosimy wypełnić to pole.');
  await type('Telefon', '112');
  await press('Dodaj instytucję');
  expect(seen()).toContain('Prosimy wpisać dziewięć cyfr');
  await type('Telefon', '22 560 16 00');
  await type('Godziny', 'pn.–pt. 7:00–15:00');
  await check('9524');
  await press('Dodaj instytucję');
  const sent = { name: 'ZUS w Łomży', number: '22 560 16 00', purpose: 'emerytury i renty', hours: 'pn.–pt. 7:00–15:00', office: null, lines: ['9524'] };
  expect(asked).toEqual([['save', 'zus-w-lomzy', sent, 0]]);
});

it('sends the digits of a number, on the version that was read', async () => {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    requests.push(request.clone());
    return Response.json({});
  });
  const sent = { name: 'ZUS', number: '22\u00a0560\u00a016\u00a000', purpose: '', hours: '', office: null, lines: [] };
  await webInstitutionsApi.save('zus', sent, 41);
  expect(requests[0]?.headers.get('If-Match')).toBe('"41"');
  expect(await requests[0]?.json()).toEqual({ ...sent, number: '225601600' });
});
