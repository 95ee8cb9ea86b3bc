// @vitest-environment happy-dom
/** What all lists of things do, by the page of topics. */
import { expect, it } from 'vitest';
import Topics from '../../src/pages/topics/Topics.svelte';
import type { Topic } from '../../src/pages/topics/topics_api';
import { button, choose, field, press, rows, seen, show, type } from '../support/mounted';
import { changeOf, keepingOf, thingsOf, type Asked } from './fakes';

const EMPLOYER: Topic = { id: 'employer', title: 'pracodawca', whispered: 'pracodawca', place: 1, deactivated_at: null };
const PETS: Topic = { id: 'pets', title: 'zwierzęta', whispered: 'zwierzęta', place: 9, deactivated_at: '2026-11-20T09:00:00Z' };

it('shows what is open with who changed it last, and what is closed where it is asked for', async () => {
  await show(Topics, { api: thingsOf([], [EMPLOYER, PETS]), keeping: keepingOf(new Map([['employer', changeOf('employer')]])) }, '/topics');
  expect(rows()).toHaveLength(1);
  expect(seen()).toContain('26.11.2026, Maria Nowak');
  await choose('Stan', 'closed');
  expect(seen()).toContain('zamknięte 20.11.2026');
  expect(seen()).toContain('z instalacją systemu');
});

it('makes a new one of its name alone, on the version of nothing', async () => {
  const asked: Asked = [];
  await show(Topics, { api: thingsOf(asked, [EMPLOYER]), keeping: keepingOf() }, '/topics');
  await press('Nowy temat');
  await press('Dodaj temat');
  expect(asked).toEqual([]);
  expect(seen()).toContain('Prosimy wypełnić to pole.');
  await type('Temat', 'Cudzoziemiec');
  await press('Dodaj temat');
  expect(asked).toEqual([['save', 'cudzoziemiec', { title: 'Cudzoziemiec', whispered: null, place: Number.NaN }, 0]]);
});

it('changes one on the version that was read', async () => {
  const asked: Asked = [];
  await show(Topics, { api: thingsOf(asked, [EMPLOYER]), keeping: keepingOf(new Map([['employer', changeOf('employer')]])) }, '/topics?thing=employer');
  await press('Zmień');
  await type('Temat', 'Pracodawcy');
  await press('Zapisz zmiany');
  expect(asked).toEqual([['save', 'employer', { title: 'Pracodawcy', whispered: 'pracodawca', place: 1 }, 7]]);
  expect(seen()).toContain('Zmiana obowiązuje od teraz.');
});

it('joins what somebody else has saved meanwhile, says who it was, and keeps what was typed', async () => {
  const asked: Asked = [];
  const all = [EMPLOYER];
  const last = new Map([['employer', changeOf('employer')]]);
  let isStale = true;
  await show(Topics, { api: thingsOf(asked, all, () => isStale), keeping: keepingOf(last) }, '/topics?thing=employer');
  await press('Zmień');
  await type('Temat', 'Pracodawcy');
  all[0] = { ...EMPLOYER, whispered: 'dzwoni pracodawca' };
  last.set('employer', changeOf('employer', 8));
  await press('Zapisz zmiany');
  expect(seen()).toContain('Maria Nowak zmienił(-a) to w międzyczasie, o 10:15');
  expect([field('Temat').value, field('Zapowiedź dla konsultanta').value]).toEqual(['Pracodawcy', 'dzwoni pracodawca']);
  isStale = false;
  await press('Zapisz zmiany');
  expect(asked.at(-1)).toEqual(['save', 'employer', { title: 'Pracodawcy', whispered: 'dzwoni pracodawca', place: 1 }, 8]);
});

it('says what uses one before it is closed', async () => {
  const asked: Asked = [];
  const uses = [
    { kind: 'consultants' as const, count: 12, names: [] },
    { kind: 'scenarios' as const, count: 1, names: ['linia-9510'] },
  ];
  await show(Topics, { api: thingsOf(asked, [EMPLOYER]), keeping: keepingOf(new Map(), uses) }, '/topics?thing=employer');
  await press('Zamknij temat');
  expect(seen()).toContain('12 konsultantów ma tę umiejętność');
  expect(seen()).toContain('scenariusze: linia-9510');
  expect(asked).toEqual([]);
  await press('Zamknij ten temat');
  expect(asked).toEqual([['close', 'employer']]);
  expect(seen()).toContain('Zamknięto temat: pracodawca.');
});

it('restores one that is closed, and says that nothing uses one', async () => {
  const asked: Asked = [];
  await show(Topics, { api: thingsOf(asked, [EMPLOYER, PETS]), keeping: keepingOf() }, '/topics?thing=pets&state=every');
  await press('Przywróć');
  await press('Przywróć temat');
  expect(asked).toEqual([['restore', 'pets']]);
  await press('Otwórz: pracodawca');
  await press('Zamknij temat');
  expect(seen()).toContain('Nic z tego teraz nie korzysta.');
});

it('tells who changed what from what to what, and leads to all of it', async () => {
  const changes = [
    { before: { deactivated_at: '2026-11-20T09:00:00Z' }, after: { deactivated_at: null } },
    { before: { deactivated_at: null }, after: { deactivated_at: '2026-11-20T09:00:00Z' } },
    { before: { title: 'pracodawca', place: 1 }, after: { title: 'pracodawcy', place: 2 } },
    { action: 'insert' as const, after: { title: 'pracodawca' } },
  ];
  await show(Topics, { api: thingsOf([], [EMPLOYER]), keeping: keepingOf(new Map(), [], changes) }, '/topics?thing=employer');
  expect(seen()).toContain('tytuł: „pracodawca” → „pracodawcy”');
  expect(seen()).toContain('26.11.2026, 10:15');
  expect(rows().at(-1)?.join(' ')).toContain('dodano');
  expect(
    rows()
      .slice(-4, -2)
      .map((row) => row.at(-1)),
  ).toEqual(['Co przywrócono', 'Co zamknięto']);
  expect(document.querySelector('a[href="/change-log?subject=topic&thing=employer"]')).not.toBeNull();
  expect(button('Otwórz: pracodawca').getAttribute('aria-pressed')).toBe('true');
});

it('gives back what was typed before the page was loaded anew, until it is sent or thrown away', async () => {
  sessionStorage.clear();
  const asked: Asked = [];
  const given = () => ({ api: thingsOf(asked, [EMPLOYER]), keeping: keepingOf() });
  await show(Topics, given(), '/topics?thing=employer');
  await press('Zmień');
  await type('Temat', 'Pracodawcy');
  await show(Topics, given(), '/topics?thing=employer');
  await press('Nowy temat');
  expect(field('Temat').value).toBe('');
  await press('Anuluj');
  await press('Zmień');
  expect(seen()).toContain('Wróciło to, co wpisali Państwo');
  expect([field('Temat').value, field('Zapowiedź dla konsultanta').value]).toEqual(['Pracodawcy', 'pracodawca']);
  await press('Zapisz zmiany');
  expect(asked).toEqual([['save', 'employer', { title: 'Pracodawcy', whispered: 'pracodawca', place: 1 }, 0]]);
  expect(sessionStorage.length).toBe(0);
  await press('Zmień');
  await type('Temat', 'Inny');
  await press('Anuluj');
  await press('Odrzuć');
  await press('Zmień');
  expect(field('Temat').value).toBe('pracodawca');
});
