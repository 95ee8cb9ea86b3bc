// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import EmergencyDialog from '../../../src/emergency/EmergencyDialog.svelte';
import { webEmergencyApi, wholeText, type Done, type EmergencyApi, type Message, type NewMessage } from '../../../src/emergency/emergency_api';
import Emergency from '../../../src/pages/emergency/Emergency.svelte';
import { loadWords } from '../../../src/words';
import { check, choose, press, rows, seen, show, type } from '../../support/mounted';

const NOW = '2026-11-24T09:00:00Z';
const me = (reach: string) =>
  ({ username: 'k', role: 'supervisor', office: '20060', also_offices: [], rights: { switch_emergency_messages: reach } }) as unknown as Me;

const ON: Message = {
  id: 'emergency-1',
  office: '20060',
  prompt: null,
  text: 'Awaria sieci.',
  is_on: true,
  is_planned: false,
  starts_at: NOW,
  ends_at: '2026-11-24T10:00:00Z',
  switched_on_by: 'k',
  confirmed_by: null,
  switched_off_at: null,
  switched_off_by: null,
  proposal: null,
};

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  sessionStorage.clear();
  await loadWords(['emergency', 'blocks']);
  return () => vi.useRealTimers();
});

function fake(asked: NewMessage[], done: Done = { outcome: 'heard', until: '2026-11-24T10:00:00Z' }, all: Message[] = [ON]): EmergencyApi {
  return {
    list: async () => all,
    prompts: async () => ({
      free: 'Ważny komunikat. {tresc}. Przepraszamy.',
      ready: [{ id: 'H04', purpose: 'Dane niedostępne', text: 'Nie możemy odczytać danych.' }],
    }),
    switchOn: async (wanted) => (asked.push(wanted), done),
    end: async (id) => ({ ...ON, id, is_on: false, switched_off_at: NOW, switched_off_by: 'k' }),
    speak: async () => new Blob(),
  };
}

async function dialog(api: EmergencyApi, reach = 'office', ondone?: (said: string) => void) {
  await show(EmergencyDialog, { isOpen: true, api, onclose: () => undefined, ondone }, '/', me(reach));
}

it('is switched on for the own office for an hour, after it was read as callers hear it', async () => {
  const asked: NewMessage[] = [];
  await dialog(fake(asked));
  await type('Tekst', 'Nie działa sieć.');
  expect(seen()).toContain('Ważny komunikat. Nie działa sieć. Przepraszamy.');
  expect(seen()).toContain('najwyżej na godzinę');
  await press('Włącz teraz');
  expect(asked).toEqual([{ office: '20060', prompt: null, text: 'Nie działa sieć.', starts_at: null, ends_at: '2026-11-24T10:00:00.000Z', break_glass: null }]);
  expect(seen()).toContain('Komunikat słychać do 11:00.');
  expect(seen()).toContain('Pokaż komunikaty');
});

it('says what is missing at its field, and sends nothing', async () => {
  const asked: NewMessage[] = [];
  await dialog(fake(asked), 'province');
  await check('wybrane urzędy');
  await check('do dnia i godziny');
  await type('Tekst', 'Awaria');
  await type('Do godziny', '25');
  await press('Włącz teraz');
  expect(seen()).toContain('Prosimy podać godzinę, na przykład 12:30.');
  await type('Do godziny', '9:00');
  await press('Włącz teraz');
  expect(seen()).toContain('Koniec musi być później niż początek.');
  await type('Do godziny', '12:00');
  await press('Włącz teraz');
  expect(seen()).toContain('Prosimy wypełnić to pole.'); // which offices
  expect(asked).toEqual([]);
});

it('is planned for the whole province, and says that another person has to confirm it', async () => {
  const asked: NewMessage[] = [];
  await dialog(fake(asked, { outcome: 'proposed', until: null }), 'province');
  await check('gotowa zapowiedź');
  await check('od dnia i godziny');
  expect(seen()).toContain('jeśli wcześniej potwierdzi go inna osoba');
  await type('Od dnia', '25.11.2026');
  await type('Od godziny', '8');
  await check('do końca dnia');
  await choose('Zapowiedź', 'H04');
  expect(seen()).toContain('Nie możemy odczytać danych.');
  await press('Zaplanuj');
  expect(asked).toEqual([
    { office: null, prompt: 'H04', text: null, starts_at: '2026-11-25T07:00:00.000Z', ends_at: '2026-11-25T23:00:00.000Z', break_glass: null },
  ]);
  expect(seen()).toContain('Komunikat zacznie się, gdy potwierdzi go inna osoba.');
});

it('tells which offices have it when one of several fails', async () => {
  const asked: NewMessage[] = [];
  const api = fake(asked);
  const failing = {
    ...api,
    switchOn: (wanted: NewMessage) => (asked.length === 1 ? Promise.reject(new ApiError('network', 'Brak połączenia.')) : api.switchOn(wanted)),
  };
  await show(EmergencyDialog, { isOpen: true, api: failing, onclose: () => undefined }, '/', { ...me('office'), also_offices: ['20610'] });
  await type('Tekst', 'Awaria sieci.');
  await press('Włącz teraz');
  expect(seen()).toContain('Włączono: 20060. Dalej się nie udało: Brak połączenia.');
});

it('lists what is heard, planned and over, and ends one sooner', async () => {
  const planned = { ...ON, id: 'emergency-2', office: null, is_on: false, is_planned: true, starts_at: '2026-11-25T07:00:00Z', ends_at: null };
  const over = { ...ON, id: 'emergency-3', is_on: false, switched_off_at: NOW, switched_off_by: 'k' };
  await show(Emergency, { api: fake([], undefined, [planned, ON, over]) }, '/emergency-messages?message=emergency-1', me('office'));
  expect(rows().map((cells) => cells[1])).toEqual(['Stan zaplanowany', 'Stan słychać']);
  expect(seen()).toContain('Ważny komunikat. Awaria sieci. Przepraszamy.');
  await press('Wyłącz komunikat: 20060');
  expect(seen()).toContain('Wyłączono.');
  await choose('Pokaż', 'every');
  expect(rows()).toHaveLength(3);
  await press('Pokaż komunikat: całe województwo, 25.11.2026, 8:00');
  expect(seen()).not.toContain('Odwołaj'); // it is the province's
});

it('says within the announcement what was written', () => {
  expect(wholeText('Ważne. {tresc}. Koniec.', ' Awaria. ')).toBe('Ważne. Awaria. Koniec.');
  expect(wholeText('', 'Awaria')).toBe('Awaria');
});

it.each([
  [{ ...ON }, ON.ends_at, 'heard'],
  [{ ...ON, proposal: {} }, null, 'hour'],
  [{ ...ON, is_on: false, proposal: {} }, null, 'proposed'],
  [{ ...ON }, null, 'alone'],
  [{ ...ON, is_on: false }, null, 'usedUp'],
  [{ ...ON, is_on: false, is_planned: true }, null, 'planned'],
  [{ act: 'emergency_message', proposed_by: 'k' }, null, 'proposed'],
])('%o to a wish until %s is %s', async (answer, ends_at, outcome) => {
  vi.stubGlobal('fetch', async () => Response.json(answer));
  expect((await webEmergencyApi.switchOn({ text: 'Awaria', ends_at })).outcome).toBe(outcome);
});
