/** What the page of the knowledge base keeps in its address: filters and the opened article, never the question. Pure. */
import { id, office, oneOf, query, text } from '../../navigation/query';
import type { HitKind, Language, SearchFilters } from '../../knowledge/knowledge_api';

export const KINDS = ['article', 'place', 'training', 'fair'] as const satisfies readonly HitKind[];
export const LANGUAGES = ['pl', 'en', 'uk'] as const satisfies readonly Language[];

export interface PageFilters {
  office: string;
  audience: string;
  kind: HitKind | '';
  language: Language | '';
}

const address = query('/knowledge', { office: office(), audience: text(), kind: oneOf(KINDS, ''), language: oneOf(LANGUAGES, ''), article: id() });

export function filtersOf(search: URLSearchParams): PageFilters {
  const { office, audience, kind, language } = address.of(search);
  return { office, audience, kind, language };
}

export const addressOf = (filters: PageFilters, article: string | null): string => address.address({ ...filters, article });

export function searchFilters({ office, audience, kind, language }: PageFilters): SearchFilters {
  return {
    ...(office && { office }),
    ...(audience && { audience }),
    ...(language && { language }),
    ...(kind && { kinds: [kind] }),
  };
}
