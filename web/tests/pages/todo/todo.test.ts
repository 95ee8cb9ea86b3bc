// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { Me } from '../../../src/api/session.svelte';
import DayAtDesk from '../../../src/pages/desk/DayAtDesk.svelte';
import Todo from '../../../src/pages/todo/Todo.svelte';
import type { Message, Outcome, Work, WorkApi, WorkKind } from '../../../src/todo/work_api';
import { button, press, rows, seen, settled, show, type } from '../../support/mounted';

const ME = { username: 'k20060-1', rights: { hear_voice_messages: 'office', see_calls: 'own' } } as unknown as Me;
const FREE: Work = {
  kind: 'message',
  id: 'msg-1',
  office: '20060',
  since: '2026-11-24T08:05:00Z',
  due_on: null,
  what: '32',
  title: '',
  entered_by: null,
  holder: null,
  holder_name: null,
  held_since: null,
  is_others: false,
  may_give_back: false,
};
const OTHERS: Work = {
  ...FREE,
  kind: 'request',
  id: 'request-1',
  due_on: '2020-01-31',
  what: 'access',
  title: 'OR.1/26',
  holder: 'k20060-2',
  holder_name: 'Anna Nowak',
  held_since: '2026-11-24T08:10:00Z',
  is_others: true,
};
const MESSAGE: Message = {
  id: 'msg-1',
  call_id: 'call-1',
  office: '20060',
  state: 'new',
  left_at: '2026-11-24T08:05:00Z',
  duration_time: 32,
  changed_by: null,
  changed_at: null,
  outcome: null,
  caller_number: '600100200',
  client_id: null,
};
const TAKE = 'Biorę: Wiadomość głosowa, nagranie 32 s';

class Fake implements WorkApi {
  rows: Work[];
  hasMore = false;
  readonly asked: unknown[][] = [];
  fails: ApiError | null = null;

  constructor(...rows: Work[]) {
    this.rows = rows;
  }

  list = (kind: WorkKind | null, most: number) => {
    this.asked.push(['list', kind, most]);
    return Promise.resolve({ rows: [...this.rows], hasMore: this.hasMore });
  };

  take = (work: Work, reason: string | null) => {
    this.asked.push(['take', work.id, reason]);
    if (this.fails !== null && reason === null) return Promise.reject(this.fails);
    this.rows = this.rows.map((row) =>
      row.id === work.id ? { ...row, holder: 'k20060-1', holder_name: 'Ja', held_since: row.since, may_give_back: true } : row,
    );
    return Promise.resolve();
  };

  giveBack = (work: Work) => {
    this.asked.push(['giveBack', work.id]);
    this.rows = this.rows.map((row) => (row.id === work.id ? { ...row, holder: null, holder_name: null, held_since: null, may_give_back: false } : row));
    return Promise.resolve();
  };

  close = (work: Work, outcome: Outcome) => {
    this.asked.push(['close', work.id, outcome]);
    this.rows = this.rows.filter((row) => row.id !== work.id);
    return Promise.resolve();
  };

  message = (id: string) => {
    this.asked.push(['message', id]);
    return Promise.resolve(MESSAGE);
  };

  openFollowUp = () => Promise.reject(new ApiError('not_found', 'Ta sprawa już nie czeka.', 404));
  openContactRequest = (id: string) => {
    this.asked.push(['openContactRequest', id]);
    return Promise.resolve({
      id,
      about: 'offer' as const,
      subject: 'offer-1',
      title: 'Magazynier',
      town: 'Kolno',
      callback_number: '600100200',
      is_verified: false,
      left_at: '2026-11-24T08:05:00Z',
    });
  };

  ring = () => Promise.resolve();
  acts = () => this.asked.filter(([what]) => what !== 'list');
}

const counted = (isKnown = true) => ({
  isKnown,
  open: (...kinds: WorkKind[]) => (kinds.length === 0 || kinds.includes('message') ? 1 : 0),
  look: () => Promise.resolve(),
});
const shown = (api: Fake, address = '/todo') => show(Todo, { api, counts: counted() }, address, ME);

it('says what waits, since when, by when, and who has it', async () => {
  await shown(new Fake(OTHERS, FREE));
  expect(rows()).toHaveLength(2);
  for (const said of ['Wniosek RODO', 'informacja o danych · OR.1/26', 'po terminie: 31.01.2020', 'Anna Nowak, od 24.11.2026', 'Wiadomość głosowa']) {
    expect(seen()).toContain(said);
  }
  expect(() => button('Biorę: Wniosek RODO, informacja o danych · OR.1/26')).toThrow();
  expect(document.querySelector('a[href="/requests?request=request-1"]')).not.toBeNull();
});

it('names no number that nobody has told, and no column of days that nothing has', async () => {
  await show(Todo, { api: new Fake(FREE), counts: counted(false) }, '/todo', ME);
  const kinds = [...document.querySelectorAll('option')].map((each) => each.textContent?.trim());
  expect(kinds[0]).toBe('wszystkie');
  expect([...document.querySelectorAll('thead th')].map((each) => each.textContent?.trim())).not.toContain('Termin');
});

it('names both where they are known', async () => {
  await shown(new Fake(OTHERS));
  expect([...document.querySelectorAll('thead th')].map((each) => each.textContent?.trim())).toContain('Termin');
  expect([...document.querySelectorAll('option')][0]?.textContent?.trim()).toBe('wszystkie (1)');
});

it('is taken up and given back', async () => {
  const api = new Fake(FREE);
  await shown(api);
  await press(TAKE);
  expect(seen()).toContain('Pani/Pan, od 24.11.2026');
  await press('Oddaję: Wiadomość głosowa, nagranie 32 s');
  expect(api.acts()).toEqual([
    ['take', 'msg-1', null],
    ['giveBack', 'msg-1'],
  ]);
  expect(seen()).toContain('Sprawa wróciła na listę.');
});

it('tells who was faster, and shows it', async () => {
  const api = new Fake(FREE);
  await shown(api);
  api.fails = new ApiError('work_taken', 'Zajmuje się tym już Anna Nowak (od 9:12).', 409);
  api.rows = [{ ...FREE, holder: 'k20060-2', holder_name: 'Anna Nowak', held_since: FREE.since, is_others: true }];
  await press(TAKE);
  expect(seen()).toContain('Zajmuje się tym już Anna Nowak (od 9:12).');
  expect(() => button(TAKE)).toThrow();
});

it('asks for a reason where a message was dealt with on an earlier day', async () => {
  const api = new Fake(FREE);
  api.fails = new ApiError('reason_needed', 'Prosimy podać powód.', 403);
  await shown(api);
  await press(TAKE);
  await type('Powód', 'Klientka dzwoniła jeszcze raz');
  await press('Biorę');
  expect(api.acts().at(-1)).toEqual(['take', 'msg-1', 'Klientka dzwoniła jeszcze raz']);
  expect(document.querySelector('dialog')?.open ?? false).toBe(false);
});

it('opens a message once, fetches no sound before somebody plays it, and is done in one press', async () => {
  const api = new Fake(FREE);
  await shown(api, '/todo?open=message:msg-1');
  const sound = document.querySelector('audio');
  expect([sound?.getAttribute('src'), sound?.getAttribute('preload')]).toEqual(['/api/messages/msg-1/sound', 'none']);
  expect(seen()).toContain('600 100 200');
  await press(TAKE);
  expect(api.acts().filter(([what]) => what === 'message')).toEqual([['message', 'msg-1']]);
  await press('Przekazane dalej');
  expect(api.acts().at(-1)).toEqual(['close', 'msg-1', 'handed_on']);
  expect([seen().includes('Teraz nic na Panią/Pana nie czeka.'), seen().includes('Zapisano: przekazane dalej.'), location.search]).toEqual([true, true, '']);
});

it('says that what an address names waits no more', async () => {
  await shown(new Fake(), '/todo?open=message:msg-9');
  expect(seen()).toContain('Ta sprawa już nie czeka.');
  expect(seen()).toContain('Teraz nic na Panią/Pana nie czeka.');
});

it('narrows to a kind, by the address', async () => {
  const api = new Fake(FREE);
  api.hasMore = true;
  await shown(api, '/todo?kind=message');
  expect(api.asked).toEqual([['list', 'message', 300]]);
  expect(seen()).toContain('Pokazano 1 najpilniejszych.');
});

it('the desk shows the own things first, and nothing that somebody else has', async () => {
  const own: Work = { ...FREE, id: 'msg-2', holder: 'k20060-1', holder_name: 'Ja', held_since: FREE.since, may_give_back: true };
  const api = new Fake(OTHERS, FREE, own);
  await show(DayAtDesk, { api, counts: counted(), matters: { list: async () => ({ rows: [], after: null }) } }, '/desk', ME);
  await settled();
  expect([...document.querySelectorAll('.rows li a')].map((link) => link.getAttribute('href'))).toEqual([
    '/todo?open=message:msg-2',
    '/todo?open=message:msg-1',
  ]);
  expect(document.querySelector('.kinds a')?.getAttribute('href')).toBe('/todo?kind=message');
  await press(TAKE);
  expect(api.acts()).toEqual([['take', 'msg-1', null]]);
});
