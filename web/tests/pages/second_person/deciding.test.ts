// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { linesOf } from '../../../src/pages/second_person/details';
import SecondPerson from '../../../src/pages/second_person/SecondPerson.svelte';
import type { Proposal, SecondPersonApi } from '../../../src/pages/second_person/second_person_api';
import { press, seen, show, type } from '../../support/mounted';

const RATE: Proposal = {
  id: 'proposal-1',
  act: 'set_rate',
  title: 'Nowe stawki',
  office: null,
  deputies: [],
  subject: 'zasilek',
  details: {
    valid_from: '2026-11-25',
    valid_until: null,
    source: 'Obwieszczenie',
    source_certainty: 'high',
    rates: [
      { code: 'zasilek', title: 'Zasiłek', amount: '1783.90', version: 3 },
      { code: 'potem', title: 'Zasiłek potem', amount: '9.00', version: 0 },
    ],
  },
  state: 'waiting',
  proposed_by: 'redaktor',
  proposed_at: '2026-11-24T09:00:00Z',
  expires_at: '2026-12-08T09:00:00Z',
  decided_by: null,
  decided_at: null,
  note: null,
  is_break_glass: false,
  is_early: false,
};

const WORDS = {
  day: '2026-11-25',
  answers: [
    { article_id: 'stawki', title: 'Ile wynosi zasiłek', language: 'pl' as const, text: 'Zasiłek wynosi 1783,90 zł.', why_not: null, before: null },
    { article_id: 'stare', title: 'Stare', language: 'pl' as const, text: null, why_not: 'Obowiązywał tylko do 1.01.2026.', before: null },
    { article_id: 'stawki', title: 'Benefit', language: 'en' as const, text: 'Benefit is PLN 1,783.90.', why_not: null, before: 'Benefit is PLN 1.00.' },
  ],
};

function given(asked: unknown[][], answer: Proposal | ApiError, is = RATE) {
  const answered = (...what: unknown[]) => {
    asked.push(what);
    return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const api: SecondPersonApi = {
    waiting: () => Promise.resolve({ to_decide: [is], own: [{ ...is, id: 'proposal-2' }] }),
    confirm: (id) => answered('confirm', id),
    refuse: (id, reason) => answered('refuse', id, reason),
    answers: () => Promise.resolve(WORDS),
    sound: (id) => (asked.push(['sound', id]), Promise.resolve(new Blob(['sound']))),
  };
  return { api, counts: { look: () => Promise.resolve() } };
}

const inDialog = () => document.querySelector('dialog')?.textContent ?? '';

it('confirms what was asked, and looks again what waits', async () => {
  const asked: unknown[][] = [];
  await show(SecondPerson, given(asked, { ...RATE, state: 'done' }));
  await press('Potwierdź');
  await press('Potwierdź');
  expect([asked, inDialog(), seen().includes('Potwierdzono i wykonano: Nowe stawki.')]).toEqual([[['confirm', 'proposal-1']], '', true]);
});

it.each([
  ['Odrzuć', 'proposal-1'],
  ['Wycofaj', 'proposal-2'],
])('%s takes a reason', async (step, id) => {
  const asked: unknown[][] = [];
  await show(SecondPerson, given(asked, { ...RATE, state: 'refused' }));
  await press(step);
  await press(step);
  expect([asked, inDialog().includes('Prosimy wypełnić to pole.')]).toEqual([[], true]);
  await type('Powód', 'Kwota jest inna.');
  await press(step);
  expect(asked).toEqual([['refuse', id, 'Kwota jest inna.']]);
});

it.each([
  [{ ...RATE, state: 'failed' as const, note: 'Dane się zmieniły.' }, 'nie można tego już wykonać: Dane się zmieniły.'],
  [new ApiError('second_person_refused', 'Tę czynność potwierdza inna osoba.', 403), 'Tę czynność potwierdza inna osoba.'],
])('says why not, where it was asked', async (answer, why) => {
  await show(SecondPerson, given([], answer));
  await press('Potwierdź');
  await press('Potwierdź');
  expect(inDialog()).toContain(why);
});

it('tells what is to be done in words, without what says nothing to people', () => {
  expect(linesOf(RATE)).toEqual([
    { name: 'Zasiłek', value: '1\u00a0783,90\u00a0zł' },
    { name: 'Zasiłek potem', value: '9,00\u00a0zł' },
    { name: 'Od', value: '25.11.2026' },
    { name: 'Źródło', value: 'Obwieszczenie' },
    { name: 'Pewność źródła', value: 'wysoka' },
  ]);
});

it('lets what callers would hear be heard before it is confirmed', async () => {
  const asked: unknown[][] = [];
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:sound', revokeObjectURL: () => undefined }));
  const details = { change: 'audio', prompt: 'A02', language: 'pl', sha256: 'a', duration_time: 4, version_read: 7 };
  await show(SecondPerson, given(asked, RATE, { ...RATE, act: 'change_prompt', subject: 'A02', details }));
  expect(seen()).toContain('nagranie w miejsce syntezatora');
  expect(seen()).not.toContain('version_read');
  await press('Odsłuchaj jak w telefonie: A02');
  expect(asked.at(-1)).toEqual(['sound', 'proposal-2']);
  expect(document.querySelector('audio')?.getAttribute('src')).toBe('blob:sound');
});

it('shows of rates what callers will hear, from when on, and what they hear so far, before anybody confirms', async () => {
  await show(SecondPerson, given([], RATE));
  for (const words of [
    'Co usłyszą rozmówcy od 25.11.2026',
    'Zasiłek wynosi 1783,90 zł.',
    'Dotąd tej odpowiedzi nie podajemy.',
    'Tej odpowiedzi nadal nie podamy. Obowiązywał tylko do 1.01.2026.',
    'W innych językach (1)',
    'Dotąd: Benefit is PLN 1.00.',
  ])
    expect(seen()).toContain(words);
  expect(document.querySelector('blockquote[lang=en]')?.textContent).toContain('PLN 1,783.90');
  expect(seen()).not.toContain('potem:'); // no code stands where people read
});
