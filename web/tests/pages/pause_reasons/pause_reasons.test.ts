// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { freeCode, type PauseReason } from '../../../src/pages/pause_reasons/pause_reasons_api';
import PauseReasons from '../../../src/pages/pause_reasons/PauseReasons.svelte';
import { field, press, seen, show, type } from '../../support/mounted';
import { keepingOf, thingsOf, type Asked } from '../../things/fakes';

const reason = (code: string, dial_code: string | null, deactivated_at: string | null = null): PauseReason => ({
  id: code,
  code,
  name: code,
  dial_code,
  place: 1,
  deactivated_at,
});

it('offers the first code that is free, and takes none that is no code', async () => {
  const asked: Asked = [];
  await show(PauseReasons, { api: thingsOf(asked, [reason('meal', '*70')]), keeping: keepingOf() }, '/pause-reasons');
  await press('Nowy powód');
  expect(field('Kod z telefonu').value).toBe('*71');
  await type('Powód', 'narada');
  await type('Kod z telefonu', '72');
  await press('Dodaj powód');
  expect(seen()).toContain('Prosimy wpisać gwiazdkę i dwie cyfry');
  await type('Kod z telefonu', '*72');
  await press('Dodaj powód');
  expect(asked).toEqual([['save', 'narada', { name: 'narada', dial_code: '*72', place: Number.NaN }, 0]]);
});

it('knows which codes are free: not those of recordings and conversations, and those of closed reasons are', () => {
  const taken = ['*70', '*71', '*72', '*73', '*74'].map((code) => reason('x', code));
  expect(freeCode(taken)).toBe('*75');
  expect(freeCode([...taken, reason('y', '*75')])).toBe('*85');
  expect(freeCode([...taken, reason('y', '*75', '2026-11-20T09:00:00Z')])).toBe('*75');
  expect(freeCode(Array.from({ length: 40 }, (_, at) => reason('x', `*${60 + at}`)))).toBe('');
});
