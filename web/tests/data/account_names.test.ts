import { flushSync } from 'svelte';
import { expect, it } from 'vitest';
import { AccountNames } from '../../src/data/account_names.svelte';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it('asks once for all that is drawn at once, and shows an id where there is no name', async () => {
  const asked: string[][] = [];
  const names = new AccountNames(async (accounts) => {
    asked.push(accounts);
    if (accounts.includes('away')) throw new Error('no network');
    return { 'k20060-1': 'Jan Kowalski' };
  });
  expect([names.of('k20060-1'), names.of('k20060-1'), names.of('system'), names.of(null)]).toEqual(['', '', '', '']);
  await settled();
  flushSync();
  expect([names.of('k20060-1'), names.of('system')]).toEqual(['Jan Kowalski', 'system']);
  expect(names.of('away')).toBe('');
  await settled();
  expect(names.of('away')).toBe('away');
  expect(asked).toEqual([['k20060-1', 'system'], ['away']]);
});
