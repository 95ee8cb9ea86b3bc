// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { SchemaForm, type JsonSchema } from '../../src/blocks/form/schema_form';
import SchemaFields from '../../src/blocks/form/SchemaFields.svelte';
import { check, field, seen, show, type } from '../support/mounted';

const MENU: JsonSchema = {
  type: 'object',
  $defs: { Retry: { type: 'object', properties: { times: { type: 'integer', title: 'Ponowne próby', default: 2, minimum: 0, maximum: 5 } } } },
  required: ['keys'],
  properties: {
    seconds: { type: 'number', title: 'Czas na odpowiedź (s)', description: 'Liczony od końca pytania.', default: 6, minimum: 1, maximum: 30 },
    keys: { type: 'object', title: 'Klawisze', additionalProperties: { type: 'string' } },
    prompts: { type: 'array', title: 'Zapowiedzi', items: { type: 'string' } },
    mode: { title: 'Nagrywanie', enum: ['off', 'opt_in'], 'x-titles': ['wyłączone', 'za zgodą'], default: 'off' },
    until: { title: 'Do dnia', anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    loud: { type: 'boolean', title: 'Głośniej' },
    retry: { $ref: '#/$defs/Retry' },
    odd: { type: 'array', items: { type: 'object' } },
  },
};

it('draws a schema by its own words, and makes the value of it', async () => {
  const form = new SchemaForm(MENU);
  form.begin({ keys: { '1': 'consultant' }, odd: [{ x: 1 }] });
  await show(SchemaFields, { of: form });
  expect(seen()).toContain('Czas na odpowiedź (s)');
  expect(seen()).toContain('Liczony od końca pytania.');
  expect([field('Klawisze').value, field('Czas na odpowiedź (s)').value, field('Ponowne próby').value]).toEqual(['1 = consultant', '6', '2']);
  await type('Czas na odpowiedź (s)', '7,5');
  await type('Klawisze', '1 = consultant\n2 = end');
  await type('Zapowiedzi', 'Q04\n\nM01');
  await type('Do dnia', '31.12.2026');
  await check('Głośniej');
  expect(form.form.check()).toBe(true);
  expect(form.value).toEqual({
    seconds: 7.5,
    keys: { '1': 'consultant', '2': 'end' },
    prompts: ['Q04', 'M01'],
    mode: 'off',
    until: '2026-12-31',
    loud: true,
    retry: { times: 2 },
    odd: [{ x: 1 }],
  });
});

it('keeps the limits of the schema, and leaves out what is empty and may be missing', () => {
  const form = new SchemaForm(MENU);
  form.begin({});
  form.form.fields.seconds?.begin('31' as never);
  expect(form.form.check()).toBe(false);
  expect(form.form.wrong.map(({ message }) => message)).toEqual(['Najwyżej 30.', 'Prosimy wypełnić to pole.']);
  expect(form.value).not.toHaveProperty('prompts');
  expect(form.value).not.toHaveProperty('until');
});
