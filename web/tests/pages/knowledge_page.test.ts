// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import Browse from '../../src/pages/knowledge_page/Browse.svelte';
import { inOrder } from '../../src/pages/knowledge_page/titles';
import { loadWords } from '../../src/words';
import { settled, show } from '../support/mounted';

it('lists what may be told before what only says where to ask, by title', () => {
  const row = (id: string, title: string, is_pointer = false, is_in_force = true) => ({ id, title, is_pointer, is_in_force });
  const found = [row('pit', 'PIT-11', true), row('zas', 'Zasiłek'), row('old', 'Dawne', false, false), row('lek', 'Łączenie pracy'), row('x', '')];
  expect(inOrder(found).map(({ title }) => title)).toEqual(['Łączenie pracy', 'x', 'Zasiłek', 'PIT-11']);
});

it('reads a list when it is opened, once, and leads to each article', async () => {
  await loadWords(['blocks', 'knowledge']);
  const asked: string[] = [];
  const titles = async (audience: string) => {
    asked.push(audience);
    return [{ id: 'staz', title: 'Staż', isPointer: false }];
  };
  const audiences = [
    { value: 'unemployed', label: 'Bezrobotni' },
    { value: 'employer', label: 'Pracodawcy' },
  ];
  await show(Browse, { audiences, titles, addressOf: (id: string) => `/knowledge?article=${id}` });
  expect(asked).toEqual([]);
  const [first] = [...document.querySelectorAll('details')];
  for (const open of [true, false, true]) {
    if (first) first.open = open;
    first?.dispatchEvent(new Event('toggle'));
    await settled();
  }
  expect(asked).toEqual(['unemployed']);
  expect([...document.querySelectorAll('a')].map((link) => [link.textContent, link.getAttribute('href')])).toEqual([['Staż', '/knowledge?article=staz']]);
});
