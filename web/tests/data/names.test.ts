// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { Names } from '../../src/data/names.svelte';

it('asks once a session, and anew when somebody has changed an office', async () => {
  const offices = [{ code: '20060', seat: 'Kolno', is_province: false }];
  let asked = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    asked += 1;
    return Response.json(request.url.endsWith('/offices') ? offices : [{ id: 'employer', title: 'pracodawca' }]);
  });
  const names = new Names();
  await names.ask();
  offices.push({ code: '20070', seat: 'Stawiski', is_province: false });
  await names.ask();
  expect([names.office('20070'), names.topic('employer'), asked]).toEqual(['20070', 'pracodawca', 2]);
  await names.ask(true);
  expect([names.office('20070'), names.office('20060'), asked]).toEqual(['Stawiski', 'Kolno', 4]);
  vi.unstubAllGlobals();
});
