import { expect, it } from 'vitest';
import { choice, day, number, optional, optionalDay, several, text, yes } from '../../src/blocks/form/fields.svelte';
import { Form } from '../../src/blocks/form/form.svelte';

it('sends what was typed without spaces around it, and null for what may be missing', () => {
  const form = new Form({ reason: text({ min: 3 }), note: optional(), until: optionalDay(), all: yes(true), kinds: several<'a' | 'b'>() });
  form.begin({ reason: ' Spór ', kinds: ['b'] });
  expect(form.check()).toBe(true);
  expect(form.sent).toEqual({ reason: 'Spór', note: null, until: null, all: true, kinds: ['b'] });
});

it('says what is wrong at each field, and leads to it', () => {
  const isOfCall = yes(true);
  const form = new Form({ isOfCall, call: text({ isRequired: () => isOfCall.value }), from: day({ min: () => '2026-11-26' }), kind: choice<string>('') });
  Object.assign(form.fields.from, { id: 'c1', label: 'Od dnia' });
  form.begin({ from: '2026-11-25', kind: 'x' });
  expect(form.check()).toBe(false);
  expect(form.wrong.at(-1)).toEqual({ id: 'c1', label: 'Od dnia', message: 'Najwcześniej 26.11.2026.' });
  isOfCall.value = false;
  form.fields.from.value = '30.02.2027';
  form.check();
  expect(form.wrong.map(({ message }) => message)).toEqual(['Prosimy podać dzień jako dd.mm.rrrr, na przykład 26.11.2026.']);
});

it('takes what the server says of fields, also of those that it does not have', () => {
  const form = new Form({ reason: text() });
  form.take([
    { field: 'body.reason', message: 'Tekst jest za krótki.' },
    { field: 'office', message: 'Nie ten urząd.' },
  ]);
  expect([form.fields.reason.problem, form.wrong.map(({ message }) => message)]).toEqual([
    'Tekst jest za krótki.',
    ['Tekst jest za krótki.', 'Nie ten urząd.'],
  ]);
});

it('knows whether something was typed that would be lost', () => {
  const form = new Form({ reason: text(), kinds: several<'a'>() });
  form.begin({ reason: 'Spór' });
  expect(form.isChanged).toBe(false);
  form.fields.kinds.value = ['a'];
  expect(form.isChanged).toBe(true);
  form.begin();
  expect([form.isChanged, form.fields.reason.value]).toEqual([false, '']);
});

it.each([
  ['80', 80],
  [' 80,5 ', 80.5],
  ['4.25', 4.25],
  ['1 200', 1200],
  ['1\u00a0200', 1200],
  ['0', 0],
  ['1000000', 1_000_000],
  ['1000001', null],
  ['', null],
  ['-1', null],
  ['80 %', null],
  ['1e3', null],
  ['4,5,6', null],
  ['Infinity', null],
])('%j is the number %s', (typed, found) => {
  const field = number({ least: 0, most: 1_000_000 });
  field.begin(typed);
  expect(field.check() ? field.sent : null).toBe(found);
});
