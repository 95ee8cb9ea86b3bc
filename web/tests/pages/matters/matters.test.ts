// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import type { MatterDetail, MatterMessage, MattersApi, MatterStep, WantedMatters } from '../../../src/matters/matters_api';
import { actsOf, isLate, partsOf } from '../../../src/matters/told';
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
  waits_since: '2026-11-26T08:00:00Z',
  version: 3,
  client_id: null,
  follows: null,
  joined_to: null,
  draft: null,
  messages: [MAIL],
};

class FakeMatters implements MattersApi {
  asked: unknown[][] = [];
  fails: Error | null = null;
  is = ONE;

  async list(wanted: WantedMatters) {
    this.asked.push(['list', wanted]);
    return { rows: wanted.is_drafted && this.is.draft === null ? [] : [this.is], after: null };
  }
  async keepDraft(id: string, text: string) {
    this.asked.push(['draft', id, text]);
    this.is = { ...this.is, draft: text === '' ? null : { text, at: '2026-11-26T09:00:00Z' } };
  }
  async colleagues(id: string) {
    this.asked.push(['colleagues', id]);
    return [{ username: 'k20060-2', display_name: 'Ewa Lis' }];
  }
  async assign(id: string, account: string | null) {
    this.asked.push(['assign', id, account]);
    this.is = { ...this.is, holder: account, holder_name: account === null ? null : 'Ewa Lis' };
  }
  async view(id: string) {
    this.asked.push(['view', id]);
    return this.is;
  }
  async templates() {
    return [{ code: 'odpowiedz-staz', title: 'Staż', text: 'Staż trwa.' }];
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
  listed = () => this.did('list').filter(([, wanted]) => !(wanted as WantedMatters).is_drafted);
}

const BOSS: Me = {
  username: 'kierownik-20060',
  display_name: 'Adam Kos',
  role: 'supervisor',
  office: '20060',
  office_name: 'Kolno',
  also_offices: [],
  rights: { see_matters: 'office', answer_matters: 'office', assign_matters: 'office', see_unreadable_mail: 'office' },
};

let api: FakeMatters;
beforeEach(() => (api = new FakeMatters()));

it('shows what was written as text, folds what it quotes, and hands out no file that nobody has checked', async () => {
  await show(Matters, { api }, '/matters?matter=matter-1');
  expect(api.listed()).toEqual([['list', { state: 'open' }]]);
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
  expect(api.listed().at(-1)).toEqual(['list', { state: 'closed' }]);
  await choose('Stan', 'open');
  await choose('Termin', 'late');
  await choose('Kto się zajmuje', 'nobody');
  expect(api.listed().at(-1)).toEqual(['list', { state: 'open', term: 'late', is_held: false }]);
});

it('keeps an answer that is left for a call, and goes on with it', async () => {
  await show(Matters, { api }, '/matters?matter=matter-1');
  await press('Odpowiedz');
  await type('Treść', 'Dzień do');
  await press('Anuluj');
  expect(api.did('draft')).toEqual([['draft', 'matter-1', 'Dzień do']]);
  expect(document.querySelector('dialog[open] textarea')).toBeNull();
  expect(seen()).toContain('Odpowiedź jest zaczęta i odłożona');
  await press('Wróć do odpowiedzi');
  expect(document.querySelector('textarea')?.value).toBe('Dzień do');
  await type('Treść', 'Dzień dobry.');
  await press('Wyślij');
  expect(api.asked.map(([what]) => what).filter((what) => what === 'draft' || what === 'answer')).toEqual(['draft', 'draft', 'answer']);
});

it('an answer that was put aside is opened by its address, and thrown away', async () => {
  api.is = { ...ONE, draft: { text: 'Dzień do', at: '2026-11-26T09:00:00Z' } };
  await show(Matters, { api }, '/matters?matter=matter-1&answer=1');
  expect(document.querySelector('textarea')?.value).toBe('Dzień do');
  await press('Anuluj');
  await press('Usuń szkic');
  expect(api.did('draft')).toEqual([['draft', 'matter-1', '']]);
  expect(seen()).not.toContain('Odpowiedź jest zaczęta i odłożona');
});

it('splits off what is chosen, undoes a joining, and says who else has it', async () => {
  api.is = { ...ONE, holder: 'k20060-2', holder_name: 'Ewa Lis', messages: [MAIL, { ...MAIL, id: 'message-2', reply: 'Coś innego' }] };
  await show(Matters, { api }, '/matters?matter=matter-1');
  expect(seen()).toContain('Tą sprawą zajmuje się Ewa Lis.');
  await press('Wydziel');
  const boxes = [...document.querySelectorAll<HTMLInputElement>('dialog[open] input[type=checkbox]')];
  boxes.at(-1)?.click();
  await type('Temat nowej sprawy', 'Inne');
  await press('Wydziel');
  expect(api.did('step')).toEqual([['step', 3, { step: 'split', messages: ['message-2'], title: 'Inne' }]]);
  expect(actsOf({ ...ONE, joined_to: 'matter-2' }, true)).toEqual(['note']);
  expect([actsOf(ONE, true).includes('assign'), actsOf(ONE, false).includes('assign'), actsOf(ONE, true).includes('split')]).toEqual([true, false, false]);
});

it('a supervisor gives it to somebody, and has the list as a file; others have neither', async () => {
  await show(Matters, { api }, '/matters?matter=matter-1', BOSS);
  expect(document.querySelector('a[href^="/api/matters/export"]')?.getAttribute('href')).toBe('/api/matters/export?state=open');
  await press('Komu');
  await choose('Kto się zajmuje', 'k20060-2');
  await press('Przydziel');
  expect(api.did('assign')).toEqual([['assign', 'matter-1', 'k20060-2']]);
  expect(seen()).toContain('Tą sprawą zajmuje się Ewa Lis.');
});

it('mail that could not be read is told to all, and handed out to who may have it', async () => {
  api.is = { ...ONE, messages: [{ ...MAIL, is_readable: false }] };
  await show(Matters, { api }, '/matters?matter=matter-1');
  expect([document.querySelector('a[href$="/mail"]'), seen().includes('może pobrać kierownik')]).toEqual([null, true]);
});

it('what is between quoted lines is not lost', () => {
  expect(partsOf({ text: 'a\n> b\nc', reply: 'c' })).toEqual({ said: 'c', quoted: 'a\n> b' });
  expect(partsOf({ text: 'a', reply: '' })).toEqual({ said: 'a', quoted: '' });
  expect(isLate({ state: 'open', due_at: '2026-11-26T08:00:00Z' }, Date.parse('2026-11-26T08:00:01Z'))).toBe(true);
  expect(isLate({ state: 'closed', due_at: '2026-11-26T08:00:00Z' }, Date.parse('2026-11-27T08:00:00Z'))).toBe(false);
});
