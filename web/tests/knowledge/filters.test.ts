import { expect, it } from 'vitest';
import { addressOf, filtersOf, searchFilters } from '../../src/pages/knowledge_page/filters';

it('keeps filters and the article in the address, and never a question', () => {
  const filters = { office: '20060', audience: 'employer', kind: 'article', language: 'uk' } as const;
  const address = addressOf(filters, 'zasilek-kto');
  expect(address).toBe('/knowledge?office=20060&audience=employer&kind=article&language=uk&article=zasilek-kto');
  expect(filtersOf(new URL(address, 'http://x').searchParams)).toEqual(filters);
  expect(searchFilters(filters)).toEqual({ office: '20060', audience: 'employer', kinds: ['article'], language: 'uk' });
});

it('an address that says nothing that is known narrows nothing', () => {
  const filters = filtersOf(new URLSearchParams('kind=szkolenie&language=de'));
  expect([addressOf(filters, null), searchFilters(filters)]).toEqual(['/knowledge', {}]);
});
