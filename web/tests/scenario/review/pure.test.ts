import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { openComments } from '../../../src/scenario/review/comments';
import { changedNodes, grouped, isSame } from '../../../src/scenario/review/difference';
import { lineSteps } from '../../../src/scenario/review/line_steps';
import { planOf, standingOf, type Message, type Scenario, type Variant } from '../../../src/scenario/review/plan';
import { reasonsOf } from '../../../src/scenario/review/reasons';
import type { Comment, Step } from '../../../src/scenario/review/review_api';
import { actsOf, unseenVersion } from '../../../src/scenario/review/rules';
import { toldSteps } from '../../../src/scenario/review/steps';
import { CHIEF, difference, EDITOR, history, NOW, version } from './fakes';

it('tells a difference by node, and what is about the drawing apart', () => {
  const found = difference({
    sentences: [
      'Tytuł zmieniono.',
      'Dodano węzeł „a”.',
      'Usunięto węzeł „b”.',
      'Węzeł „c”: inaczej.',
      'Przesunięto na rysunku: „c”, „d”.',
      'Notatki: dodano 1.',
    ],
    nodes: [
      { node: 'a', before: null, after: {}, sentences: ['Dodano węzeł „a”.'] },
      { node: 'b', before: {}, after: null, sentences: ['Usunięto węzeł „b”.'] },
      { node: 'c', before: {}, after: {}, sentences: ['Węzeł „c”: inaczej.'] },
    ],
    moved: ['c', 'd'],
    drawing: ['Przesunięto na rysunku: „c”, „d”.', 'Notatki: dodano 1.'],
  });
  expect(isSame(found)).toBe(false);
  expect(isSame(difference())).toBe(true);
  const { whole, nodes, moved, notes } = grouped(found);
  expect(whole).toEqual(['Tytuł zmieniono.']);
  expect(nodes.map(({ node, kind }) => [node, kind])).toEqual([
    ['a', 'added'],
    ['b', 'removed'],
    ['c', 'changed'],
  ]);
  expect([moved, notes]).toEqual([['c', 'd'], ['Notatki: dodano 1.']]);
  expect(Object.fromEntries(changedNodes(found))).toEqual({ a: 'added', b: 'removed', c: 'changed', d: 'moved' });
});

it.each([
  ['draft', 'redaktor', ['review', 'discard']],
  ['draft', 'kierownik-wup', ['discard']],
  ['in_review', 'redaktor', ['withdraw', 'discard']],
  ['in_review', 'kierownik-wup', ['approve', 'return', 'discard']],
  ['approved', 'redaktor', ['withdraw', 'discard']],
  ['approved', 'kierownik-wup', ['return', 'publish', 'discard']],
] as const)('offers of a draft that is %s to %s what may be done', (state, who, acts) => {
  expect(actsOf({ state, authors: ['redaktor'] }, who === 'redaktor' ? EDITOR : CHIEF)).toEqual(acts);
});

it('offers nothing but publishing to who only publishes', () => {
  const board = { username: 'zarzad', mayEdit: false, mayPublish: true };
  expect(actsOf({ state: 'in_review', authors: [] }, board)).toEqual([]);
  expect(actsOf({ state: 'approved', authors: [] }, board)).toEqual(['publish']);
});

it('knows the version that a draft has not seen, and takes none that was called off for it', () => {
  expect(unseenVersion({ based_on: 2 }, history())).toBeNull();
  expect(unseenVersion({ based_on: 1 }, history())).toBe(2);
  expect(unseenVersion({ based_on: null }, { versions: [] })).toBeNull();
  expect(unseenVersion({ based_on: 2 }, { versions: [version(3, { status: 'cancelled' }), version(2)] })).toBeNull();
});

it('leads a reason to the node that it names, if that is there', () => {
  const refused = new ApiError('scenario_refused', 'Błędy', 422, [
    { field: 'body', message: 'Węzeł „menu”: brakuje przejścia.' },
    { field: 'body', message: 'Węzeł „dawny”: brakuje przejścia.' },
    { field: 'body', message: 'Test „Anna”: inna droga.' },
  ]);
  expect(reasonsOf(refused, ['menu']).map(({ node }) => node)).toEqual(['menu', null, null]);
  expect(reasonsOf(new Error('x'), [])).toEqual([]);
});

it('tells saves that follow each other as one', () => {
  const step = (action: string, account: string): Step => ({ at: NOW, action, account, revision: 1, version: null, reason: '' });
  const steps = [step('saved', 'a'), step('saved', 'a'), step('saved', 'b'), step('approved', 'b'), step('approved', 'b')];
  expect(toldSteps(steps).map(({ action, account, times }) => [action, account, times])).toEqual([
    ['saved', 'a', 2],
    ['saved', 'b', 1],
    ['approved', 'b', 1],
    ['approved', 'b', 1],
  ]);
});

it('counts the comments that wait, by node', () => {
  const comment = (node: string | null, settled_at: string | null): Comment => ({
    id: 'c',
    node,
    text: 'x',
    account: 'a',
    at: NOW,
    settled_by: null,
    settled_at,
  });
  const all = [comment('menu', null), comment('menu', null), comment('menu', NOW), comment(null, null)];
  expect(Object.fromEntries(openComments(all))).toEqual({ menu: 2, '': 1 });
});

const variant = (id: string, valid_from: string, valid_to: string | null) =>
  ({ id, valid_from, valid_to, number: '9524', office: null, scenario: 'lato' }) as Variant;

it('says of a variant whether it goes on, is to come, or is over', () => {
  const now = Date.parse(NOW);
  expect(standingOf(variant('v', NOW, null), now)).toBe('on');
  expect(standingOf(variant('v', '2026-11-24T10:00:00Z', '2026-11-25T10:00:00Z'), now)).toBe('planned');
  expect(standingOf(variant('v', '2026-11-23T10:00:00Z', NOW), now)).toBe('over');
  expect(standingOf(variant('v', '2026-11-25T10:00:00Z', '2026-11-25T10:00:00Z'), now)).toBe('over'); // called off before it began
});

it('puts what goes on before what comes, and what comes by its moment', () => {
  const line = { name: 'linia', planned: [version(3, { status: 'planned', published_at: '2026-11-26T09:00:00Z' })] } as unknown as Scenario;
  const variants = [variant('on', '2026-11-20T09:00:00Z', '2026-11-27T09:00:00Z'), variant('next', '2026-11-25T09:00:00Z', null)];
  const messages = [
    { id: 'm1', is_on: true, is_planned: false, starts_at: '2026-11-24T08:00:00Z', ends_at: null },
    { id: 'm2', is_on: false, is_planned: true, starts_at: '2026-11-24T12:00:00Z', ends_at: '2026-11-24T14:00:00Z' },
    { id: 'm3', is_on: false, is_planned: false, starts_at: '2026-11-20T12:00:00Z', ends_at: '2026-11-20T14:00:00Z' },
  ] as Message[];
  expect(planOf([line], variants, messages, Date.parse(NOW)).map(({ key }) => key)).toEqual([
    'on/on',
    'm1/on',
    'm2/begins',
    'm2/ends',
    'next/begins',
    'linia/3',
    'on/ends',
  ]);
});

it('says what a line still lacks, and where that is done', () => {
  const missing = lineSteps({ name: 'linia', in_force: null, numbers: [] }, { errors: 2, prompts: {}, asksHours: false, cases: 0 });
  expect(missing.map(({ state }) => state)).toEqual(Array(6).fill('missing'));
  expect(missing.at(-2)?.href).toBe('/scenario/linia?panel=review');
  const there = lineSteps(history(), { errors: 0, prompts: { W01: 'Dzień dobry.' }, asksHours: true, cases: 1 });
  expect(there.map(({ state }) => state)).toEqual(['done', 'look', 'look', 'done', 'done', 'done']);
});
