// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import Corrections from '../../src/pages/corrections/Corrections.svelte';
import type { CorrectionsApi } from '../../src/pages/corrections/corrections_api';
import SecondPerson from '../../src/pages/second_person/SecondPerson.svelte';
import { addressOf } from '../../src/todo/told';
import { seen, show } from '../support/mounted';

const correction = (id: string) => ({
  id,
  field: 'phone',
  old_value: null,
  new_value: '1',
  proposed_at: '2026-11-27T08:42:00Z',
  account: 'k',
  state: 'open',
  last_name: id,
});

/** Newest first, two on a page. */
function api(ids: string[]): CorrectionsApi {
  return {
    list: async (_state: string | null, after: string | null) => {
      const from = after === null ? 0 : Number(after);
      return { rows: ids.slice(from, from + 2).map(correction), after: from + 2 < ids.length ? String(from + 2) : null };
    },
    gminas: async () => [],
  } as unknown as CorrectionsApi;
}

it('a link from the work that waits leads to its row, also when it stands on a later page', async () => {
  await show(Corrections, { api: api(['c-1', 'c-2', 'c-3', 'c-4', 'c-5']) }, addressOf({ kind: 'correction', id: 'c-4' }));
  const marked = document.querySelector('tr[aria-current="true"]');
  expect(marked?.textContent).toContain('c-4');
  expect(document.activeElement).toBe(marked);
  expect(seen()).not.toContain('c-5'); // no more than is needed was read
});

it('whoever comes too late is told that it is not there any more', async () => {
  await show(Corrections, { api: api(['c-1']) }, addressOf({ kind: 'correction', id: 'c-9' }));
  expect(document.querySelector('tr[aria-current]')).toBeNull();
  expect(seen()).toContain('nie ma na tej liście');
});

it('what needs a second person is gone to in its list, too', async () => {
  const proposal = (id: string) => ({
    id,
    act: 'hire',
    subject: id,
    office: '20060',
    proposed_by: 'k',
    proposed_at: '2026-11-27T08:42:00Z',
    expires_at: null,
    details: {},
  });
  const waiting = async () => ({ to_decide: [proposal('p-1'), proposal('p-2')], own: [] });
  await show(SecondPerson, { api: { waiting }, counts: { look: async () => undefined } } as never, addressOf({ kind: 'second_person', id: 'p-2' }));
  const marked = document.querySelector('article[aria-current="true"]');
  expect(marked?.textContent).toContain('p-2');
  expect(document.activeElement).toBe(marked);
});
