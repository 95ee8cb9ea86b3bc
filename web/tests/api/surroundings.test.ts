// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';
import { Surroundings } from '../../src/api/surroundings.svelte';

afterEach(() => vi.unstubAllGlobals());

async function asked(status: number, surroundings = new Surroundings()): Promise<Surroundings> {
  const answer = status === 200 ? { accounts: [], clients: [], hotlines: [] } : { code: 'x', message: 'x' };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(answer), { status, headers: { 'Content-Type': 'application/json' } })));
  await surroundings.ask();
  return surroundings;
}

it('a refusal says that it is no demonstration; no answer says nothing', async () => {
  const said = ({ demonstration, hasFailed }: Surroundings) => [demonstration, hasFailed];
  expect(said(await asked(404))).toEqual([null, false]);
  const late = await asked(503);
  expect(said(late)).toEqual([undefined, true]);
  expect(said(await asked(200, late))).toEqual([{ accounts: [], clients: [], hotlines: [] }, false]);
});
