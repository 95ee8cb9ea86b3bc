// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { Rate, RatesApi, RatesIn, RateStanding } from '../../../src/pages/articles/articles_api';
import Rates from '../../../src/pages/articles/Rates.svelte';
import { amountOf, atTheirCodes, fieldOf, likelyDays } from '../../../src/pages/articles/rates';
import { field, press, seen, show, type } from '../../support/mounted';

const TODAY = '2026-12-01';

function rate(code: string, amount: string, valid_from: string, valid_until: string | null, more: Partial<Rate> = {}): Rate {
  const is_in_force = valid_from <= TODAY && (valid_until === null || valid_until >= TODAY);
  const about = { source: 'ustawa', source_certainty: 'high' as const, changed_at: '2026-01-01T00:00:00Z', changed_by: null, version: 1 };
  return { code, title: `Nazwa ${code}`, amount, valid_from, valid_until, is_made_up: false, is_in_force, ...about, ...more };
}

function standing(code: string, more: Partial<RateStanding> = {}): RateStanding {
  const past = [rate(code, '1721.90', '2025-06-01', '2026-05-31')];
  const articles = [{ id: 'zasilek-stawki', title: 'Ile wynosi zasiłek', is_told: false }];
  return { code, title: `Nazwa ${code}`, version: 1, state: 'ended', ends_on: '2026-05-31', today: null, planned: [], past, articles, ...more };
}

const FOUR = ['pierwsze', 'potem', 'pierwsze_20', 'potem_20'].map((code) => standing(code));
const LASTING = standing('inna', { state: 'holds', ends_on: null, today: rate('inna', '5.00', '2026-01-01', null), past: [], articles: [] });

function given(rates: readonly RateStanding[], answer: string | ApiError = 'proposal-7', mayPlan = true) {
  const sent: RatesIn[] = [];
  const api: RatesApi = {
    overview: () => Promise.resolve([...rates]),
    plan: (wanted) => (sent.push(wanted), answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer)),
    takeBack: () => Promise.resolve(),
  };
  return { sent, page: { api, mayPlan, onchanged: () => undefined } };
}

it('four rates of one announcement are entered with two clicks and five fields', async () => {
  const { sent, page } = given([...FOUR, LASTING]);
  const did = { clicks: 0, fields: new Set<EventTarget | null>() };
  document.addEventListener('click', () => (did.clicks += 1), { capture: true });
  document.addEventListener('input', ({ target }) => did.fields.add(target), { capture: true });
  await show(Rates, page);
  await press('Wpisz stawki z ogłoszenia');
  expect([field('Od').value, field('Do').value]).toEqual(['01.06.2026', '31.05.2027']);
  await type('Źródło', 'Obwieszczenie z 2 marca 2026 r.');
  for (const [code, amount] of [
    ['pierwsze', '1783,90'],
    ['potem', '1 400,90 zł'],
    ['pierwsze_20', '2140.68'],
    ['potem_20', '1681,06'],
  ] as const)
    await type(`Kwota: Nazwa ${code}`, amount);
  await press('Zgłoś do potwierdzenia');
  expect([did.clicks, did.fields.size]).toEqual([2, 5]);
  const amounts = ['1783.90', '1400.90', '2140.68', '1681.06'];
  expect(sent).toEqual([
    {
      valid_from: '2026-06-01',
      valid_until: '2027-05-31',
      source: 'Obwieszczenie z 2 marca 2026 r.',
      source_certainty: 'high',
      rates: FOUR.map(({ code, title, version }, place) => ({ code, title, version, amount: amounts[place] })),
    },
  ]);
  expect(document.querySelector('a[href="/second-person?proposal=proposal-7"]')?.textContent).toBe('Zobacz, co usłyszą rozmówcy');
});

it('says what ended, since when, and which answers nobody hears for want of it', async () => {
  await show(Rates, given([...FOUR, LASTING]).page);
  for (const words of [
    'skończyła się 31.05.2026',
    'nie jest podawana',
    'Stawki, które się skończyły albo wkrótce się skończą: 4',
    'dziś przez to nie podajemy: 1.',
  ])
    expect(seen()).toContain(words);
  expect(document.querySelector('a[href="/articles?article=zasilek-stawki"]')).not.toBeNull();
});

it('an amount of a demonstration is marked, wherever it stands', async () => {
  const made = rate('z', '1700.00', '2026-06-01', '2027-05-31', { is_made_up: true, title: 'Nazwa z (pokaz)', source: 'pokaz: kwota wymyślona' });
  const row = standing('z', { state: 'holds', ends_on: '2027-05-31', today: made, articles: [{ id: 'a', title: 'A', is_told: true }] });
  await show(Rates, given([row]).page);
  expect(seen()).toMatch(/1.700,00\szł pokaz/);
  expect(seen()).toContain('pokaz: kwota wymyślona');
  await press('Nowa kwota: Nazwa z');
  expect(seen()).toMatch(/Dotąd 1.700,00\szł \(pokaz\), do 31.05.2027./);
  expect(field('Od').value).toBe('01.06.2026'); // it gives way from its first day on
});

it('says in Polish what is missing or wrong, at the field', async () => {
  const { sent, page } = given(FOUR);
  await show(Rates, page);
  await press('Wpisz stawki z ogłoszenia');
  await press('Zgłoś do potwierdzenia');
  expect(sent).toEqual([]);
  expect(document.getElementById(field('Kwota: Nazwa pierwsze').getAttribute('aria-describedby')?.split(' ')[0] ?? '')).not.toBeNull();
  expect(field('Kwota: Nazwa pierwsze').getAttribute('aria-invalid')).toBe('true');
  await type('Kwota: Nazwa potem', '12,345');
  await type('Źródło', 'Obwieszczenie');
  await press('Zgłoś do potwierdzenia');
  expect(seen()).toContain('Prosimy podać kwotę, np. 1721,90.');
  expect(sent).toEqual([]);
});

it('what the server says of one amount stands at that amount', async () => {
  const { page } = given(FOUR, new ApiError('invalid', 'Nieprawidłowe dane.', 422, [{ field: 'rates.0.amount', message: 'Kwota jest za duża.' }]));
  await show(Rates, page);
  await press('Wpisz stawki z ogłoszenia');
  await type('Źródło', 'Obwieszczenie');
  await type('Kwota: Nazwa potem', '99999999');
  await press('Zgłoś do potwierdzenia');
  expect(field('Kwota: Nazwa potem').getAttribute('aria-invalid')).toBe('true');
  expect(seen()).toContain('Kwota jest za duża.');
});

it('who may not set rates sees them, and no button', async () => {
  await show(Rates, given(FOUR, 'x', false).page);
  expect(seen()).toContain('Zmieniać stawki może redakcja województwa.');
  expect([...document.querySelectorAll('button')].filter((each) => /kwot|stawk/i.test(each.textContent ?? ''))).toEqual([]);
});

it.each([
  ['1 721,90', '1721.90'],
  ['1721.9 zł', '1721.90'],
  ['5', '5.00'],
  ['12,345', null],
  ['-5', null],
  ['dużo', null],
])('%s is the amount %s', (typed, amount) => expect(amountOf(typed)).toBe(amount));

it('the likely days follow the last ones, for a year where the rate was for one', () => {
  expect(likelyDays(FOUR, TODAY)).toEqual({ from: '2026-06-01', until: '2027-05-31' });
  const short = standing('k', { past: [rate('k', '1', '2026-10-01', '2026-11-30')], ends_on: '2026-11-30' });
  expect(likelyDays([short], TODAY)).toEqual({ from: '2026-12-01', until: '' });
  expect(likelyDays([LASTING], TODAY)).toEqual({ from: TODAY, until: '' });
  expect(likelyDays([], TODAY)).toEqual({ from: TODAY, until: '' });
});

it('a problem of a rate whose code has dots is found, too', () => {
  const found = atTheirCodes(new ApiError('invalid', '', 422, [{ field: 'body.rates.1.amount', message: 'Źle.' }]), ['a', 'b.c']);
  expect((found as ApiError).fields).toEqual([{ field: fieldOf('b.c'), message: 'Źle.' }]);
  expect(fieldOf('b.c')).not.toContain('.');
});
