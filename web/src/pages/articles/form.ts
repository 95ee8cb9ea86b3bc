/** What an editor types, and what it means for the web service. Pure. */
import type { Article, Content, DraftIn, Language, Version, Words } from './articles_api';

export const LONGEST_ANSWER = 300; // characters; the telephone and a text message take no more
export const LANGUAGES: readonly Language[] = ['pl', 'en', 'uk'];

/** One language as it is typed: lists as lines. */
export interface TypedWords {
  title: string;
  questions: string;
  short_answer: string;
  full_answer: string;
  steps: string;
  documents: string;
}

export interface Typed {
  texts: Partial<Record<Language, TypedWords>>;
  topic: string;
  place: string;
  audiences: string[];
  is_pointer: boolean;
  legal_basis: string;
  /** Days as "2026-06-01"; empty: none. */
  legal_status_on: string;
  valid_from: string;
  valid_until: string;
  review_by: string;
  source: string;
  source_certainty: Content['source_certainty'];
  source_holds_until: string;
}

export const NO_WORDS: TypedWords = { title: '', questions: '', short_answer: '', full_answer: '', steps: '', documents: '' };

/** What is typed into when a version begins: of the article's open version, else of the published, else of the withdrawn one. */
export function typedOf(article: Article): Typed {
  const version = article.open ?? article.published ?? article.withdrawn;
  if (version === null) throw new RangeError('an article has a version');
  return typedVersion(version, article);
}

export function typedVersion(version: Version, article: Pick<Article, 'topic' | 'place' | 'audiences'>): Typed {
  const texts: Typed['texts'] = {};
  for (const language of LANGUAGES) {
    const words = version.texts[language];
    if (words === undefined) continue;
    texts[language] = {
      title: words.title,
      questions: words.questions.join('\n'),
      short_answer: words.short_answer,
      full_answer: words.full_answer,
      steps: words.steps.join('\n'),
      documents: words.documents.join('\n'),
    };
  }
  return {
    texts,
    topic: version.topic ?? article.topic,
    place: String(version.place ?? article.place),
    audiences: [...(version.audiences ?? article.audiences)],
    is_pointer: version.is_pointer,
    legal_basis: version.legal_basis,
    legal_status_on: version.legal_status_on ?? '',
    valid_from: version.valid_from,
    valid_until: version.valid_until ?? '',
    review_by: version.review_by,
    source: version.source,
    source_certainty: version.source_certainty,
    source_holds_until: version.source_holds_until ?? '',
  };
}

/** The lines that say something. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

export function wordsOf(typed: TypedWords): Words {
  return {
    title: typed.title.trim(),
    questions: linesOf(typed.questions),
    short_answer: typed.short_answer.trim(),
    full_answer: typed.full_answer,
    steps: linesOf(typed.steps),
    documents: linesOf(typed.documents),
  };
}

/** null: something that every draft needs is missing, and it cannot be saved yet. */
export function draftOf(typed: Typed): DraftIn | null {
  if (!isDay(typed.valid_from) || !isDay(typed.review_by) || !/^[a-z0-9_]{1,40}$/.test(typed.topic)) return null;
  if (typed.audiences.length === 0) return null;
  const texts: Partial<Record<Language, Words>> = {};
  for (const language of LANGUAGES) {
    const words = typed.texts[language];
    if (words !== undefined) texts[language] = wordsOf(words);
  }
  const content: Content = {
    texts: texts as Content['texts'],
    is_pointer: typed.is_pointer,
    legal_basis: typed.legal_basis.trim(),
    legal_status_on: typed.legal_status_on || null,
    valid_from: typed.valid_from,
    valid_until: typed.valid_until || null,
    review_by: typed.review_by,
    source: typed.source.trim(),
    source_certainty: typed.source_certainty,
    source_holds_until: typed.source_holds_until || null,
  };
  const place = /^\d{1,4}$/.test(typed.place.trim()) ? Number(typed.place) : null;
  return { content, topic: typed.topic, place, audiences: typed.audiences };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** Would both be the same draft? */
export function areSame(one: Typed, other: Typed): boolean {
  return JSON.stringify(draftOf(one) ?? one) === JSON.stringify(draftOf(other) ?? other);
}

/** As people count them: a letter with its marks is one. */
export function signs(text: string): number {
  return [...text.trim().normalize('NFC')].length;
}

/** The draft that a new article begins with. `today`, `inAYear`: days. */
export function firstContent(title: string, today: string, inAYear: string): Content {
  return {
    texts: { pl: { title, questions: [], short_answer: '', full_answer: '', steps: [], documents: [] } } as unknown as Content['texts'],
    is_pointer: false,
    legal_basis: '',
    legal_status_on: null,
    valid_from: today,
    valid_until: null,
    review_by: inAYear,
    source: '',
    source_certainty: 'low',
    source_holds_until: null,
  };
}

/** Languages whose words stayed as they were published while the Polish ones changed: whoever translates has to look at them. */
export function staleLanguages(published: Typed['texts'], now: Typed['texts']): Language[] {
  const isSame = (language: Language) => {
    const [before, after] = [published[language], now[language]];
    return before !== undefined && after !== undefined && JSON.stringify(wordsOf(before)) === JSON.stringify(wordsOf(after));
  };
  if (published.pl === undefined || isSame('pl')) return [];
  return LANGUAGES.filter((language) => language !== 'pl' && isSame(language));
}

/** The name of a rate as texts have it. */
export function rateMark(code: string): string {
  return `{stawka:${code}}`;
}

/** What two editors have typed, field by field, where it differs. */
export function differing(mine: Typed, theirs: Typed): { field: string; language: Language | null; mine: string; theirs: string }[] {
  const found: { field: string; language: Language | null; mine: string; theirs: string }[] = [];
  for (const language of LANGUAGES) {
    const [one, other] = [mine.texts[language] ?? NO_WORDS, theirs.texts[language] ?? NO_WORDS];
    for (const field of Object.keys(NO_WORDS) as (keyof TypedWords)[]) {
      if (one[field].trim() !== other[field].trim()) found.push({ field, language, mine: one[field], theirs: other[field] });
    }
  }
  for (const field of Object.keys(mine) as (keyof Typed)[]) {
    if (field === 'texts') continue;
    const [one, other] = [String(mine[field]), String(theirs[field])];
    if (one !== other) found.push({ field, language: null, mine: one, theirs: other });
  }
  return found;
}
