/** What the page of the knowledge base keeps in its address: filters and the opened article, never the question. Pure. */
import type { HitKind, Language, SearchFilters } from '../knowledge/knowledge_api';

export const KINDS = ['article', 'place', 'training', 'fair'] as const satisfies readonly HitKind[];
export const LANGUAGES = ['pl', 'en', 'uk'] as const satisfies readonly Language[];

export interface PageFilters {
  office: string;
  audience: string;
  kind: HitKind | '';
  language: Language | '';
}

export function filtersOf(address: URLSearchParams): PageFilters {
  const kind = address.get('kind');
  const language = address.get('language');
  return {
    office: address.get('office') ?? '',
    audience: address.get('audience') ?? '',
    kind: KINDS.find((each) => each === kind) ?? '',
    language: LANGUAGES.find((each) => each === language) ?? '',
  };
}

export function addressOf(filters: PageFilters, article: string | null): string {
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters }) as [string, string][]) if (value) address.set(name, value);
  if (article !== null) address.set('article', article);
  const query = address.toString();
  return query ? `/knowledge?${query}` : '/knowledge';
}

export function searchFilters({ office, audience, kind, language }: PageFilters): SearchFilters {
  return {
    ...(office && { office }),
    ...(audience && { audience }),
    ...(language && { language }),
    ...(kind && { kinds: [kind] }),
  };
}
