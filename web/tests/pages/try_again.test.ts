// @vitest-environment happy-dom
/** Whatever a page reads may fail: then it says so, with a button to try again, which asks again. */
import { expect, it } from 'vitest';
import type { Me } from '../../src/api/session.svelte';
import { pages } from '../../src/routes';
import { button, settled, show } from '../support/mounted';

/** What reads nothing before somebody asks, or is told by the live connection: each has tests of its own. */
const ASK_NOTHING = ['/desk', '/clients', '/candidates', '/knowledge', '/activate', '/consultants/many', '/caller', '/parts', '/board'];

/** What leads elsewhere where nothing is named. */
const NAMED: Record<string, string> = { '/scenario': '/scenario/linia-9510' };

const ME = {
  username: 'kierownik-20060',
  display_name: 'Kierownik',
  role: 'supervisor',
  office: '20060',
  also_offices: [],
  rights: new Proxy({} as Record<string, string>, { get: () => 'province', has: () => true }),
} as unknown as Me;

it.each(pages.filter(({ path }) => !ASK_NOTHING.includes(path)))('$path offers to try again when nothing can be read', async ({ path, load }) => {
  const { default: Page } = await load();
  await show(Page, {}, NAMED[path] ?? path, ME);
  await settled();
  const again = button('Spróbuj ponownie');
  let asked = 0;
  globalThis.fetch = () => {
    asked += 1;
    return Promise.reject(new TypeError('no network'));
  };
  again.click();
  await settled();
  expect(asked).toBeGreaterThan(0);
});
