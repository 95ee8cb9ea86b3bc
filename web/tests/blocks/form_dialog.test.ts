// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../src/api/client';
import { text } from '../../src/blocks/form/fields.svelte';
import { Form } from '../../src/blocks/form/form.svelte';
import { button, field, press, seen, show, type } from '../support/mounted';
import OneField from './OneField.svelte';

function given(send: (sent: unknown) => Promise<unknown> = async () => 'sent') {
  const told: unknown[] = [];
  const form = new Form({ reason: text({ min: 3, max: 20 }) });
  return { told, props: { form, send, onsent: (answer: unknown) => told.push(answer), onclose: () => told.push('closed') } };
}

it('its button is never disabled: pressed too early it says what is missing, and takes the focus there', async () => {
  const { told, props } = given();
  await show(OneField, props);
  await press('Zapisz');
  expect(document.activeElement?.textContent).toContain('Powód: Prosimy wypełnić to pole.');
  expect(field('Powód').getAttribute('aria-invalid')).toBe('true');
  document.querySelector<HTMLElement>('dialog a')?.click();
  expect(document.activeElement).toBe(field('Powód'));
  await type('Powód', 'Spór');
  await press('Zapisz');
  expect([told, props.form.isChanged]).toEqual([['sent'], false]);
});

it('says what the server says, at the field', async () => {
  const { told, props } = given(() =>
    Promise.reject(new ApiError('invalid', 'Prosimy poprawić dane.', 422, [{ field: 'reason', message: 'To już zapisano.' }])),
  );
  await show(OneField, props);
  await type('Powód', 'Spór');
  await press('Zapisz');
  expect(seen()).toContain('Powód: To już zapisano.');
  expect(seen()).toContain('Prosimy poprawić dane.');
  expect(told).toEqual([]);
});

it('asks before what was typed is lost', async () => {
  const { told, props } = given();
  await show(OneField, props);
  await type('Powód', 'Spór');
  await press('Anuluj');
  expect([told, seen().includes('To, co wpisano, przepadnie.')]).toEqual([[], true]);
  await press('Wróć do formularza');
  expect(field('Powód').value).toBe('Spór');
  await press('Anuluj');
  await press('Odrzuć');
  expect(told).toEqual(['closed']);
  expect(button('Zapisz').disabled).toBe(false);
});
