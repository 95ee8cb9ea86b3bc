// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import Unbroken from '../../src/ui/Unbroken.svelte';
import { show } from '../support/mounted';

async function html(text: string): Promise<string> {
  await show(Unbroken, { text });
  return document.body.innerHTML.replace(/<!--.*?-->| class="[^"]*"/g, '');
}

it('breaks an e-mail behind its signs only, and a postal code nowhere', async () => {
  expect(await html('anna.nowak@poczta.example')).toContain('anna.<wbr>nowak@<wbr>poczta.<wbr>example<wbr>');
});

it('keeps a postal code on one line', async () => {
  const shown = await html('ul. Wojska Polskiego 5, 18-500 Kolno');
  expect(shown).toContain('<span>18-500</span>');
  expect(document.body.textContent).toContain('ul. Wojska Polskiego 5, 18-500 Kolno');
});
