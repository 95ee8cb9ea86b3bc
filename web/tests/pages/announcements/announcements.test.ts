// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import Announcements from '../../../src/pages/announcements/Announcements.svelte';
import { CHECK_MS } from '../../../src/pages/announcements/checking.svelte';
import { Recording } from '../../../src/pages/announcements/recording.svelte';
import { button, choose, field, press, rows, seen, settled, show, type } from '../../support/mounted';
import { CHECKED, fakes, OPENED, tools, WORDS, type Asked } from './support';

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:sound', revokeObjectURL: () => undefined }));
});

async function typed(words: string) {
  await type('Treść', words);
  await new Promise((resolve) => setTimeout(resolve, CHECK_MS + 20));
  await settled();
}

it('lists what callers hear, and finds it by use and words', async () => {
  await show(Announcements, { api: fakes([]) }, '/announcements');
  const names = rows().map(([purpose = '']) => purpose);
  expect(names).toHaveLength(2);
  expect(names.join()).toMatch(/Powitanie.*Czas oczekiwania/);
  await choose('Gdzie ją słychać', 'queue');
  expect(rows()).toHaveLength(1);
  await choose('Gdzie ją słychać', '');
  await type('Szukaj w nazwach i treści', 'jeszcze');
  expect(seen()).toContain('Czas oczekiwania');
  expect(rows()).toHaveLength(1);
});

it('says since when callers hear it, and that they do not yet', async () => {
  await show(Announcements, { api: fakes([]) }, '/announcements?announcement=W01');
  expect(seen()).toContain('Dzwoniący słyszą ją od 20.11.2026, 10:00:05.');
  expect(seen()).toContain('Tej treści nikt jeszcze nie nagrał.');
  await show(Announcements, { api: fakes([], { is: { ...OPENED, heard_since: { pl: null } } }) }, '/announcements?announcement=W01');
  expect(seen()).toContain('Dzwoniący jeszcze jej nie słyszą.');
});

it('checks words as they are typed, lets them be heard, and saves them from noon on', async () => {
  const asked: Asked = [];
  const checked = { ...CHECKED, said: null, problems: ['Nie ma wartości „kwota”.'], values: [{ written: '{minuty_dopelniacz}', said: 'pięciu minut' }] };
  await show(Announcements, { api: fakes(asked, { checked }) }, '/announcements?announcement=W01');
  await press('Zmień treść');
  await typed('Witamy. {kwota}');
  expect(seen()).toContain('Nie ma wartości „kwota”.');
  await press('{minuty_dopelniacz} pięciu minut');
  expect(field('Treść').value).toContain('{minuty_dopelniacz}');
  await typed('Witamy.');
  button('Odsłuchaj jak w telefonie').click();
  await settled();
  expect(asked.at(-1)).toEqual(['hearDraft', expect.objectContaining({ text: 'Witamy.', prompt: 'W01', language: 'pl' })]);
  expect(document.querySelector('dialog audio')).not.toBeNull();
  await type('Od dnia', '24.12.2030');
  await type('Od godziny', '12');
  await press('Zapisz treść');
  expect(asked.at(-1)).toEqual(['say', 17, 'pl', 'Witamy.', { valid_from: '2030-12-24T12:00:00+01:00', valid_to: null }]);
  expect(seen()).toContain('Zapisano. Obok widać, kiedy usłyszą to dzwoniący.');
});

it('brings words back that were not saved before the page was loaded anew', async () => {
  await show(Announcements, { api: fakes([]) }, '/announcements?announcement=W01');
  await press('Zmień treść');
  await typed('Witamy serdecznie.');
  await show(Announcements, { api: fakes([]) }, '/announcements?announcement=W01');
  await press('Zmień treść');
  await settled();
  expect(field('Treść').value).toBe('Witamy serdecznie.');
  expect(seen()).toContain('Wróciło to, co wpisali Państwo');
});

it('records a voice, lets it be heard as on the telephone, and saves what is left of it', async () => {
  const asked: Asked = [];
  const browser = tools();
  await show(Announcements, { api: fakes(asked), recording: new Recording(browser) }, '/announcements?announcement=W01');
  await press('Nagraj głosem');
  await press('Zapisz nagranie');
  expect(asked).toEqual([]);
  expect(seen()).toContain('Prosimy poprawić:');
  await press('Zacznij nagrywać');
  browser.frames[0]?.();
  await settled();
  expect(document.querySelector('meter')?.getAttribute('aria-label')).toBe('Poziom mikrofonu');
  expect(seen()).toContain('dobrze');
  await press('Zatrzymaj');
  expect(seen()).toContain('Głośność jest dobra.');
  button('Odsłuchaj jak w telefonie').click();
  await settled();
  expect(asked.at(-1)).toEqual(['hearSound', 'W01', 'pl', expect.any(Number)]);
  await press('Zapisz nagranie');
  expect(asked.at(-1)).toEqual(['record', 17, 'pl', expect.any(Number), { valid_from: null, valid_to: null }]);
});

it('tells who was faster, keeps what was typed, and saves it on what stands now', async () => {
  const asked: Asked = [];
  const theirs = { ...OPENED, version: 18, texts: { pl: 'Halo.' }, history: [{ ...WORDS, id: 'text-2', text: 'Halo.', changed_by: 'redaktor' }, WORDS] };
  const api = fakes(asked);
  const say = api.say;
  api.say = (read, ...rest) => {
    if (read.version === 18) return say(read, ...rest);
    api.one = () => Promise.resolve(theirs);
    return Promise.reject(new ApiError('stale_version', 'Dane zmieniły się.', 412));
  };
  await show(Announcements, { api }, '/announcements?announcement=W01');
  await press('Zmień treść');
  await typed('Witamy.');
  await press('Zapisz treść');
  expect(seen()).toContain('Teraz obowiązuje: „Halo.”');
  expect(field('Treść').value).toBe('Witamy.');
  await press('Zapisz treść');
  expect(asked.at(-1)).toEqual(['say', 18, 'pl', 'Witamy.', { valid_from: null, valid_to: null }]);
});

it('says that another person confirms it', async () => {
  const secret = { ...OPENED, takes_two: ['pl' as const], recorded: ['pl' as const] };
  await show(Announcements, { api: fakes([], { is: secret, becomes: null }) }, '/announcements?announcement=W01');
  expect(seen()).toContain('każdą zmianę potwierdza inna osoba');
  await press('Usuń nagranie');
  await press('Niech czyta syntezator');
  expect(seen()).toContain('Zgłoszono. Zmiana nastąpi, gdy potwierdzi ją inna osoba');
});

it('leads back to an earlier version', async () => {
  const asked: Asked = [];
  const newer = { ...WORDS, id: 'text-2', text: 'Witamy.', valid_from: '2026-11-22T09:00:00Z', changed_at: '2026-11-22T09:00:00Z', changed_by: 'redaktor' };
  await show(Announcements, { api: fakes(asked, { is: { ...OPENED, history: [newer, WORDS] } }) }, '/announcements?announcement=W01');
  await press('Przywróć: treść, 20.11.2026, 10:00');
  expect(asked).toEqual([['restore', 17, 'text-1']]);
});

it('offers no change to who may only hear', async () => {
  await show(Announcements, { api: fakes([], { is: { ...OPENED, may_edit: false } }) }, '/announcements?announcement=W01');
  const names = [...document.querySelectorAll('button')].map((each) => (each.textContent ?? '').trim());
  expect(names).toContain('Odsłuchaj jak w telefonie');
  expect(names).not.toContain('Zmień treść');
  expect(names).not.toContain('Nagraj głosem');
});
