// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Me } from '../../../src/api/session.svelte';
import KeyHelp from '../../../src/commands/KeyHelp.svelte';
import Handbook from '../../../src/pages/handbook/Handbook.svelte';
import { loadWords } from '../../../src/words';
import { seen, show } from '../../support/mounted';

const ME = { username: 'ktoś', role: 'auditor', rights: { read_what_is_no_secret: 'province', verify_logs: 'province' } } as unknown as Me;
const api = {
  read: async () => ({
    intro_html: '<p>Wstęp</p>',
    sections: ['/proof', '/knowledge', '/accounts'].map((page) => ({ page, title: `Strona ${page}`, html: `<p>O ${page}</p>` })),
  }),
};

it('tells of the pages of the account alone, and opens at the page that somebody came from', async () => {
  await show(Handbook, { api }, '/handbook?page=/knowledge', ME);
  expect(seen()).toContain('Wstęp');
  expect(seen()).not.toContain('/accounts');
  expect(document.activeElement?.querySelector('h2')?.textContent).toBe('Strona /knowledge');
  expect(document.querySelector('section a')?.getAttribute('href')).toBe('/proof');
});

it('says so where it tells nothing of a page', async () => {
  await show(Handbook, { api }, '/handbook?page=/accounts', ME);
  expect(seen()).toContain('podręcznik jeszcze nie mówi');
});

it('is opened from the help on keys at the page that is shown', async () => {
  await loadWords(['keys']);
  await show(KeyHelp, { isOpen: true, handbook: '/handbook?page=/board', onclose: () => undefined });
  expect([...document.querySelectorAll('a')].map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Podręcznik: ta strona', '/handbook?page=/board'],
  ]);
});
