// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import SavedSearches from '../../src/saved_searches/SavedSearches.svelte';
import type { SavedSearch, SearchesApi } from '../../src/saved_searches/searches_api';
import { button, press, seen, settled, show, type } from '../support/mounted';

class FakeSearches implements SearchesApi {
  asked: unknown[][] = [];
  kept: SavedSearch[] = [{ id: 'search-1', name: 'Spawacze', filters: 'occupation=7212', saved_at: '2026-12-01T09:00:00Z' }];
  async list(page: string) {
    this.asked.push(['list', page]);
    return this.kept;
  }
  async save(...given: [string, string, string]) {
    this.asked.push(['save', ...given]);
    const saved = { id: 'search-2', name: given[1], filters: given[2], saved_at: '2026-12-01T09:00:00Z' };
    this.kept = [...this.kept, saved];
    return saved;
  }
  async forget(id: string) {
    this.asked.push(['forget', id]);
    this.kept = this.kept.filter((each) => each.id !== id);
  }
}

async function open() {
  const details = document.querySelector('details');
  if (!details) throw new Error('nothing to open');
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await settled();
}

it('asks for nothing until somebody opens it, and leads to what was kept', async () => {
  const api = new FakeSearches();
  await show(SavedSearches, { page: 'offers' as const, path: '/offers', now: '/offers', api });
  expect(api.asked).toEqual([]);
  await open();
  expect(document.querySelector('a')?.getAttribute('href')).toBe('/offers?occupation=7212');
  expect(() => button('Zapisz to wyszukiwanie')).toThrow();
  expect(seen()).toContain('prosimy najpierw coś w nim ustawić');
});

it('keeps what the address says under a name, and removes it', async () => {
  const api = new FakeSearches();
  await show(SavedSearches, { page: 'candidates' as const, path: '/candidates', now: '/candidates?q=mag+tig&home=2006011', api });
  await open();
  await press('Zapisz to wyszukiwanie');
  await type('Nazwa', 'MAG i TIG');
  await press('Zapisz');
  await press('Usuń zapisane wyszukiwanie: Spawacze');
  expect(api.asked.filter(([what]) => what !== 'list')).toEqual([
    ['save', 'candidates', 'MAG i TIG', 'q=mag+tig&home=2006011'],
    ['forget', 'search-1'],
  ]);
  expect(seen()).toContain('Usunięto: Spawacze.');
});
