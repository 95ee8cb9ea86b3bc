import { expect, it } from 'vitest';
import { addressOf, filterOf, tabOf, tabsOf } from '../../../src/pages/assessments/filters';
import { freshKey, shown, versionOf, wrongOf } from '../../../src/pages/assessments/forms';
import type { Form } from '../../../src/pages/assessments/assessments_api';
import { actsOf, choicesOf, isZeroed, missing, scoreOfKey, toSave } from '../../../src/pages/assessments/sheet';
import { assessmentOf, GREETING, IDENTITY } from './support';

it.each([
  [GREETING, '3', 3],
  [GREETING, '0', 0],
  [GREETING, '4', undefined],
  [GREETING, '-', undefined],
  [IDENTITY, '1', 1],
  [IDENTITY, '2', undefined],
  [IDENTITY, '-', null],
  [IDENTITY, 'a', undefined],
])('a key scores a criterion as far as it fits', (criterion, key, score) => {
  expect(scoreOfKey(criterion, key)).toBe(score);
});

it('offers the best first and what does not apply last', () => {
  expect(choicesOf(GREETING)).toEqual([3, 2, 1, 0]);
  expect(choicesOf(IDENTITY)).toEqual([1, 0, null]);
});

it('knows what is missing, what zeroes the result, and saves only what is scored', () => {
  const filled = { scores: { greeting: undefined, identity: 0 }, notes: {}, remark: '' };
  expect(missing([GREETING, IDENTITY], filled).map(({ key }) => key)).toEqual(['greeting']);
  expect(isZeroed([GREETING, IDENTITY], filled)).toBe(true);
  expect(toSave(filled).scores).toEqual({ identity: 0 });
  expect(missing([IDENTITY], { ...filled, scores: { identity: null } })).toEqual([]);
});

it('nobody fills in, corrects, closes or takes over an assessment of the own work', () => {
  for (const state of ['assigned', 'draft', 'given', 'answered', 'closed'] as const) {
    const own = assessmentOf({ state, agent: 'ktos', assessor: 'ktos' });
    const { fill, correct, close, takeOver, answer } = actsOf(own, 'ktos', true);
    expect([fill, correct, close, takeOver, answer]).toEqual([false, false, false, false, state === 'given']);
  }
});

it('the assessor goes on with it, a colleague takes it over first', () => {
  expect(actsOf(assessmentOf(), 'kierownik', true)).toMatchObject({ fill: true, takeOver: false });
  expect(actsOf(assessmentOf(), 'zastepca', true)).toMatchObject({ fill: false, takeOver: true });
  expect(actsOf(assessmentOf(), 'kierownik', false)).toMatchObject({ fill: false, takeOver: false });
  expect(actsOf(assessmentOf({ state: 'answered' }), 'zastepca', true)).toMatchObject({ correct: false, close: true });
});

it('keeps tab, filter and assessment in the address, and shows tabs by right', () => {
  const filter = { state: 'draft', agent: 'k20060-1', isMine: true } as const;
  const address = addressOf('list', filter, 'assessment-1');
  expect(address).toBe('/assessments?state=draft&agent=k20060-1&mine=1&assessment=assessment-1');
  expect(filterOf(new URLSearchParams(address.split('?')[1]), true)).toEqual(filter);
  expect(filterOf(new URLSearchParams('state=foo'), true)).toEqual({ state: '', agent: '', isMine: false });
  expect(tabsOf({ see: true, assess: false, manage: false })).toEqual(['list', 'figures']);
  expect(tabOf(new URLSearchParams('tab=forms'), ['list', 'figures'])).toBe('list');
  expect(tabOf(new URLSearchParams(''), ['forms'])).toBe('forms');
});

it('a form has a place with versions and keys that do not come back', () => {
  const form = (changed: Partial<Form>) =>
    ({ office: null, topic: null, version: 1, valid_from: '2026-12-01', valid_to: null, is_in_force: false, ...changed }) as Form;
  const forms = [form({}), form({ version: 3, office: '20060' }), form({ version: 2, office: '20060', valid_to: '2026-12-01' })];
  expect([versionOf(forms, null, null), versionOf(forms, '20060', null), versionOf(forms, '20060', 'employer')]).toEqual([1, 3, 0]);
  expect(shown(forms)).toHaveLength(2);
  expect(freshKey([{ key: 'criterion_2' }])).toBe('criterion_3');
  const criterion = { ...GREETING };
  expect([wrongOf([criterion]), wrongOf([criterion, { ...criterion, weight: 0 }]).includes('Kryterium 2')]).toEqual(['', true]);
});
