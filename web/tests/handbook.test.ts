/** Every page that a role may open has its section in the role's handbook, and no section is of a page that is not there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { rolesWith } from '../src/api/roles';
import type { Role } from '../src/api/session.svelte';
import { pages, type Page } from '../src/routes';

const FOLDER = resolve(import.meta.dirname, '../../guidance/handbook');
const FILES_OF = Object.fromEntries(
  [...readFileSync(`${FOLDER}/handbook.py`, 'utf8').matchAll(/^ {4}"(\w+)": "(\w+)",$/gm)].map(([, role = '', file = '']) => [role, file]),
) as Record<Role, string>;
const ROLES = Object.keys(FILES_OF) as Role[];

/** What nobody looks up in it: itself. */
const NOT_TOLD = ['/handbook'];

const rolesOf = ({ roles = [], right }: Page): readonly string[] => [...roles, ...(right === undefined ? [] : rolesWith[right])];
const pagesOf = (role: Role) => pages.filter((page) => rolesOf(page).includes(role) && !NOT_TOLD.includes(page.path)).map(({ path }) => path);

function sectionsOf(file: string): string[] {
  const text = readFileSync(`${FOLDER}/pl/${file}.md`, 'utf8');
  return [...text.matchAll(/^## .+ \{(\/[a-z/-]*)\}$/gm)].map(([, page = '']) => page);
}

const COMMON = sectionsOf('common');

it('each role has its handbook', () => {
  expect(ROLES).toEqual(expect.arrayContaining([...rolesWith.read_standards]));
});

it.each(ROLES)('the handbook of %s tells of every page that the role may open', (role) => {
  const file = FILES_OF[role];
  const told = [...COMMON, ...sectionsOf(file)];
  const missing = pagesOf(role).filter((page) => !told.includes(page));
  expect(missing, `Write "## Nazwa strony {${missing[0] ?? ''}}" into guidance/handbook/pl/common.md, or into ${file}.md`).toEqual([]);
});

it.each([...new Set(Object.values(FILES_OF))])('%s tells only of pages that its roles may open', (file) => {
  const own = ROLES.filter((role) => FILES_OF[role] === file).flatMap(pagesOf);
  const strange = sectionsOf(file).filter((page) => !own.includes(page));
  expect(strange, `No such page for who reads guidance/handbook/pl/${file}.md: take the section away`).toEqual([]);
});

it('what is told to all is of pages that somebody may open', () => {
  const all = ROLES.flatMap(pagesOf);
  expect(COMMON.filter((page) => !all.includes(page))).toEqual([]);
});

const WORDS = Object.values(import.meta.glob<string>('../src/words/pl/*.ts', { query: '?raw', import: 'default', eager: true })).join(' ');

it.each([...new Set(['common', ...Object.values(FILES_OF)])])('what %s names in quotation marks stands on a page', (file) => {
  const text = readFileSync(`${FOLDER}/pl/${file}.md`, 'utf8').replace(/\s+/g, ' ');
  const named = [...text.matchAll(/„([^”]+)”/g)].map(([, name = '']) => name.replace(/…$/, ''));
  expect(named.filter((name) => !WORDS.includes(name))).toEqual([]);
});
