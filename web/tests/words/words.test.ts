import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { plural } from '../../src/words/plural';

const calls = { one: 'rozmowa', few: 'rozmowy', many: 'rozmów' };

it.each([
  [0, '0 rozmów'],
  [1, '1 rozmowa'],
  [2, '2 rozmowy'],
  [5, '5 rozmów'],
  [12, '12 rozmów'],
  [22, '22 rozmowy'],
  [112, '112 rozmów'],
])('%s calls are counted as Polish wants it', (count, said) => {
  expect(plural('pl', count, calls)).toBe(said);
});

const files = import.meta.glob<Record<string, unknown>>('../../src/words/{pl,en,uk}/*.ts', { eager: true });
const of = (language: string) => Object.entries(files).filter(([path]) => path.includes(`/${language}/`));
const polish = (path: string) => files[path.replace(/\/(en|uk)\//, '/pl/')];

/** Every text with its place. */
function texts(words: unknown, place = ''): [string, string][] {
  if (typeof words === 'string') return [[place, words]];
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => texts(value, `${place}.${key}`));
}

it('all of Polish is there in English, and what callers read in Ukrainian, too', () => {
  expect(of('en').map(([path]) => path.replace('/en/', '/pl/'))).toEqual(of('pl').map(([path]) => path));
  expect(of('uk').map(([path]) => path.replace(/.*\//, ''))).toEqual(['caller.ts']);
});

it.each([...of('en'), ...of('uk')])('%s says what is said in Polish', (path, words) => {
  const places = (all: unknown) =>
    texts(all)
      .map(([place]) => place)
      .sort();
  const empty = (all: unknown) =>
    texts(all)
      .filter(([, text]) => text.trim() === '')
      .map(([place]) => place)
      .sort();
  expect([places(words), empty(words)]).toEqual([places(polish(path)), empty(polish(path))]);
});

const SOURCES = import.meta.glob<string>('../../src/**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true });
const source = new Map(Object.entries(SOURCES).map(([path, text]) => [resolve(import.meta.dirname, path), text]));

/** The files that come with one, itself first. */
function reached(file: string, seen = new Set<string>()): Set<string> {
  const text = source.get(file);
  if (text === undefined || seen.has(file) || file.includes('/src/words/')) return seen;
  seen.add(file);
  for (const [, from = ''] of text.matchAll(/(?:import|export)\s(?!type\s)[^;'"]*?['"](\.[^'"]+)['"]|import\('(\.[^']+)'\)/g)) {
    const path = resolve(dirname(file), from);
    for (const found of [path, `${path}.ts`, `${path}/index.ts`]) reached(found, seen);
  }
  return seen;
}

/** The words that are read in files: `t.holds` is "holds". */
function read(of: Iterable<string>): string[] {
  return [...of].flatMap((file) => [...(source.get(file) ?? '').matchAll(/(?<![\w.])t\.(\w+)/g)].map(([, name = '']) => name));
}

const SRC = resolve(import.meta.dirname, '../../src');
const ROUTES = ['routes.ts', 'App.svelte'].map((file) => readFileSync(`${SRC}/${file}`, 'utf8')).join('\n');
const routes = [...ROUTES.matchAll(/(?:withWords\(\s*\[([^\]]*)\],\s*)?(?:\(\) => )?import\('([^']+)'\)/g)].map(([, named = '', page = '']) => ({
  page,
  named: named ? ['blocks', ...[...named.matchAll(/\w+/g)].map(([name]) => name)] : [],
}));
const FIRST = ['common', 'desk'];
const namesIn = (file: string) => Object.keys(files[`../../src/words/pl/${file}.ts`] ?? {});

/** Those that a part loads itself, before what says them: `loadWords(['client'])`. */
function loadedBy(of: Iterable<string>): string[] {
  const lists = [...of].flatMap((file) => [...(source.get(file) ?? '').matchAll(/loadWords\(\[([^\]]*)\]/g)]);
  return lists.flatMap(([, list = '']) => [...list.matchAll(/\w+/g)].map(([name]) => name));
}

it.each(routes)('$page names the files of all words that it may say', ({ page, named }) => {
  const files = reached(resolve(SRC, page));
  const there = new Set([...FIRST, ...named, ...loadedBy(files)].flatMap(namesIn));
  expect(read(files).filter((name) => !there.has(name))).toEqual([]);
});

it('the shell says only what is there at once', () => {
  const shell = [...reached(`${SRC}/main.ts`)].filter((file) => !routes.some(({ page }) => reached(resolve(SRC, page)).has(file)));
  const there = new Set([...FIRST, ...loadedBy(shell)].flatMap(namesIn));
  expect(read(shell).filter((name) => !there.has(name))).toEqual([]);
});

/** Every text that is made, with its place. */
function made(words: unknown, place = ''): [string, (...all: number[]) => unknown][] {
  if (typeof words === 'function') return [[place, words as (...all: number[]) => unknown]];
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => made(value, `${place}.${key}`));
}

/** What stands behind five of something, and never behind one. */
const OF_FIVE = /^(\p{L}{2,}ów|dni|lat|osób|rozmów|wierszy|sekund|minut|godzin|ocen|nagrań|miejsc|szans|spraw)$/u;
/** Behind these words the number asks for nothing: "301 z 300 znaków", "o 5 sekund". */
const CASES = /\b(z|ze|od|do|o|po|ponad|niż|co|przez|między|ciągu|a)$/u;

/** The words that stand behind numbers when all of them are `n`; null where the text is not made of numbers. */
function behind(make: (...all: number[]) => unknown, n: number): string[] | null {
  try {
    const text = make(...Array.from({ length: make.length }, () => n));
    if (typeof text !== 'string') return null;
    return [...text.matchAll(new RegExp(`(?<![\\d.,])${n} (\\p{L}+)`, 'gu'))].map((found) =>
      CASES.test(text.slice(0, found.index).trimEnd()) ? '' : (found[1] ?? ''),
    );
  } catch {
    return null; // it takes something else
  }
}

it.each(of('pl'))('%s counts its nouns as Polish wants it', (_path, words) => {
  const wrong = made(words).filter(([, make]) => {
    const [one, two, five] = [behind(make, 1), behind(make, 2), behind(make, 5)];
    return five?.some((word, at) => OF_FIVE.test(word) && (word === one?.[at] || (word !== 'dni' && word === two?.[at])));
  });
  expect(wrong.map(([place]) => place)).toEqual([]);
});

it.each([...of('pl'), ...of('en')])('%s says of each empty list what it is for, why it is empty, and the first step', (_path, words) => {
  const empties = (all: unknown): unknown[] => {
    if (typeof all !== 'object' || all === null) return [];
    return ('what' in all && 'why' in all && 'step' in all ? [all] : []).concat(...Object.values(all).map((each) => empties(each) as never[]));
  };
  for (const empty of empties(words)) for (const sentence of Object.values(empty as object)) expect(sentence).toMatch(/^\p{Lu}.*[.]$/u);
});
