/** May an article be read to a client, and in which language? Pure. */
import type { Article, ArticleText, Language } from './knowledge_api';

/** `pointer`: it may be read, and waits for an editor to check it. */
export type Standing = 'in_force' | 'pointer' | 'not_in_force' | 'not_published';

export function standingOf(article: Article): Standing {
  if (article.published === null) return 'not_published';
  if (!article.is_in_force) return 'not_in_force';
  return article.published.is_pointer ? 'pointer' : 'in_force';
}

const ORDER: readonly Language[] = ['pl', 'en', 'uk'];

/** Those in which it is written, Polish first. */
export function languagesOf(texts: Partial<Record<Language, ArticleText>>): Language[] {
  return ORDER.filter((each) => texts[each] !== undefined);
}

/** The wanted language, else Polish, else whichever there is. */
export function languageOf(texts: Partial<Record<Language, ArticleText>>, wanted: string): Language | null {
  const there = languagesOf(texts);
  return there.find((each) => each === wanted) ?? there[0] ?? null;
}

/** The sentence that may be read aloud; null: none. */
export function sentenceToRead(article: Article, language: Language | null): string | null {
  const standing = standingOf(article);
  if (language === null || (standing !== 'in_force' && standing !== 'pointer')) return null;
  return article.published?.texts[language]?.short_answer_filled || null;
}
