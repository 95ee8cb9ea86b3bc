// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { MatterDetail, MatterMessage, MattersApi, MatterState, MatterStep } from '../../../src/matters/matters_api';
import { isLate, partsOf } from '../../../src/matters/told';
import Matters from '../../../src/pages/matters/Matters.svelte';
import { choose, press, rows, seen, show, type } from '../../support/mounted';

const MAIL: MatterMessage = {
  id: 'message-1',
  direction: 'in',
  channel: 'email',
  step: null,
  values: {},
  at: '2026-11-26T08:00:00Z',
  author: null,
  author_name: null,
  sender: 'anna@example.pl',
  sender_name: 'Anna',
  subject: 'Staż',
  text: 'Czy jest staż?\n\nW dniu wczoraj PUP pisze:\n> stare',
  reply: 'Czy jest staż?',
  is_automatic: false,
  is_readable: true,
  is_erased: false,
  faults: [],
  sending: null,
  reason: null,
  files: [
    { id: 'file-1', name: 'cv.pdf', kind: 'application/pdf', size: 2048, scan: null, is_safe: true },
    { id: 'file-2', name: 'cv.docx', kind: 'application/zip', size: 500, scan: null, is_safe: false },
  ],
};
const ONE: MatterDetail = {
  id: 'matter-1',
  number: 'KOL/2026/000001',
  office: '20060',
  state: 'open',
  outcome: null,
  title: 'Staż <b>dla</b> córki',
  opened_at: '2026-11-26T08:00:00Z',
  due_at: '2026-11-28T08:00:00Z',
  changed_at: '2026-11-26T08:00:00Z',
  closed_at: null,
  first_answered_at: null,
  holder: null,
  holder_name: null,
  version: 3,
  client_id: null,
  follows: null,
  joined_to: null,
  messages: [MAIL],
};

class FakeMatters implements MattersApi {
  asked: unknown[][] = [];
  fails: Error | null = null;
  is = ONE;

  async list(state: MatterState | null) {
    this.asked.push(['list', state]);
    return { rows: [this.is], after: null };
  }
  async view(id: string) {
    this.asked.push(['view', id]);
    return this.is;
  }
  async answer(matter: MatterDetail, text: string) {
    this.asked.push(['answer', matter.version, text]);
    if (this.fails) throw this.fails;
    const said: MatterMessage = {
      ...MAIL,
      id: 'message-2',
      direction: 'out',
      author: 'k20060-1',
      author_name: 'Jan Nowak',
      text,
      reply: '',
      sending: 'queued',
      files: [],
    };
    this.is = { ...this.is, state: 'answered', version: 4, messages: [MAIL, said] };
    return this.is;
  }
  async step(matter: MatterDetail, step: MatterStep) {
    this.asked.push(['step', matter.version, step]);
    this.is = { ...this.is, version: matter.version + 1, ...(step.step === 'take_back' && { state: 'open', messages: [MAIL] }) };
    return this.is;
  }
  async take(id: string) {
    this.asked.push(['take', id]);
  }
  async giveBack(id: string) {
    this.asked.push(['give_back', id]);
  }
  did = (what: string) => this.asked.filter(([each]) => each === what);
}

let api: FakeMatters;
beforeEach(() => (api = new FakeMatters()));

it('shows what was written as text, folds what it quotes, and hands out no file that nobody has checked', async () => {
  await show(Matters, { api }, '/matters?matter=matter-1');
  expect(api.did('list')).toEqual([['list', 'open']]);
  expect(rows()[0]?.join(' ')).toContain('KOL/2026/000001');
  expect(seen()).toContain('Staż <b>dla</b> córki');
  expect(document.querySelector('details')?.textContent).toContain('W dniu wczoraj PUP pisze');
  const links = [...document.querySelectorAll('a[download]')].map((each) => each.getAttribute('href'));
  expect(links).toEqual(['/api/matters/matter-1/files/file-1']);
  expect(seen()).toContain('cv.docx');
});

it('answers, and takes the answer back', async () => {
  await show(Matters, { api }, '/matters?matter=matter-1');
  await press('Odpowiedz');
  await press('Wyślij');
  expect(api.did('answer')).toEqual([]);
  await type('Treść', 'Tak, jest.');
  await press('Wyślij');
  expect(api.did('answer')).toEqual([['answer', 3, 'Tak, jest.']]);
  expect(seen()).toContain('zaraz wyjdzie');
  await press('Cofnij wysłanie');
  expect(api.did('step')).toEqual([['step', 4, { step: 'take_back', message: 'message-2' }]]);
  expect(seen()).not.toContain('Tak, jest.');
});

it('looks once more when an answer can be taken back no longer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  api.is = { ...ONE, messages: [{ ...MAIL, direction: 'out', sending: 'queued' }] };
  const shown = show(Matters, { api }, '/matters?matter=matter-1');
  await vi.advanceTimersByTimeAsync(1);
  await shown;
  expect(api.did('view')).toHaveLength(1);
  api.is = { ...ONE, messages: [{ ...MAIL, direction: 'out', sending: 'sent' }] };
  await vi.advanceTimersByTimeAsync(13_000);
  vi.useRealTimers();
  expect(api.did('view')).toHaveLength(2);
  expect(seen()).toContain('wysłana');
});

it('says that somebody was faster, keeps what was typed, and reads anew', async () => {
  await show(Matters, { api }, '/matters?matter=matter-1');
  await press('Odpowiedz');
  await type('Treść', 'Tak, jest.');
  api.fails = new ApiError('stale_version', 'Ktoś zmienił.', 412);
  await press('Wyślij');
  expect(api.did('view')).toHaveLength(2);
  expect(document.querySelector('textarea')?.value).toBe('Tak, jest.');
});

it('notes, closes with an outcome, and joins by a number that can be one', async () => {
  await show(Matters, { api }, '/matters?matter=matter-1');
  await press('Notatka');
  await type('Treść', 'dzwoniła');
  await press('Zapisz notatkę');
  await press('Zakończ');
  await choose('Jak się zakończyła', 'not_ours');
  await press('Zakończ sprawę');
  await press('Połącz');
  await type('Numer sprawy, do której dołączyć', '17');
  await press('Połącz sprawy');
  await type('Numer sprawy, do której dołączyć', 'kol/2026/000002');
  await press('Połącz sprawy');
  expect(api.did('step').map(([, , step]) => step)).toEqual([
    { step: 'note', text: 'dzwoniła' },
    { step: 'close', outcome: 'not_ours' },
    { step: 'join', number: 'KOL/2026/000002' },
  ]);
});

it('a filter asks for one state', async () => {
  await show(Matters, { api }, '/matters');
  await choose('Stan', 'closed');
  expect(api.asked.at(-1)).toEqual(['list', 'closed']);
});

it('what is between quoted lines is not lost', () => {
  expect(partsOf({ text: 'a\n> b\nc', reply: 'c' })).toEqual({ said: 'c', quoted: 'a\n> b' });
  expect(partsOf({ text: 'a', reply: '' })).toEqual({ said: 'a', quoted: '' });
  expect(isLate({ state: 'open', due_at: '2026-11-26T08:00:00Z' }, Date.parse('2026-11-26T08:00:01Z'))).toBe(true);
  expect(isLate({ state: 'closed', due_at: '2026-11-26T08:00:00Z' }, Date.parse('2026-11-27T08:00:00Z'))).toBe(false);
});
