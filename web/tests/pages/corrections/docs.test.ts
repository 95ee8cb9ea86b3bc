import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('the documentation shows the smallest page as it is', () => {
  const at = (path: string) => readFileSync(resolve(import.meta.dirname, '../../../..', path), 'utf8');
  expect(at('docs/web.md')).toContain(at('web/src/pages/corrections/Corrections.svelte').trim());
});
