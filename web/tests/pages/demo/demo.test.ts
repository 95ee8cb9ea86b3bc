// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Demonstration } from '../../../src/api/surroundings.svelte';
import DemoView from '../../../src/pages/demo/DemoView.svelte';
import type { HappeningApi, Now } from '../../../src/pages/demo/happening.svelte';
import { pages } from '../../../src/routes';
import NoPage from '../../../src/shell/NoPage.svelte';
import { loadWords } from '../../../src/words';
import { button, seen, settled, show } from '../../support/mounted';

const account = (username: string, role: string, display_name: string) => ({ username, role, display_name, office_name: '' });
const demonstration = {
  accounts: [
    account('kierownik-20060', 'supervisor', 'Kierownik (Kolno)'),
    account('k20060-1', 'consultant', 'Konsultant 1 (Kolno)'),
    account('k20060-2', 'consultant', 'Konsultant 2 (Kolno)'),
    account('audytor', 'auditor', 'Audytor'),
  ],
  clients: [{ card_number: '123456782', pin: '402917', office: 'Kolno' }],
  hotlines: [],
} as Demonstration;

let now: Now;
let asked: string[];
let api: HappeningApi;

beforeEach(async () => {
  await loadWords(['demo', 'no_page', 'roles']);
  asked = [];
  now = {
    calls: 2,
    history: { state: 'writing', calls: 400, planned: 3010, first_day: '2026-10-31', last_day: '2026-11-29' },
    show: { is_possible: true, ends_at: null, is_ending: false },
  };
  api = {
    now: () => Promise.resolve(now),
    begin: () => {
      asked.push('begin');
      now = { ...now, show: { ...now.show, ends_at: '2099-01-01T00:00:00Z' } };
      return Promise.resolve(now.show);
    },
    end: () => {
      asked.push('end');
      now = { ...now, show: { ...now.show, is_ending: true } };
      return Promise.resolve(now.show);
    },
  };
});

const view = (enter: (username: string) => Promise<void> = () => Promise.resolve()) => show(DemoView, { demonstration, enter, api });

it('names each role once, with what it will find, and enters as who is chosen', async () => {
  const entered: string[] = [];
  await view((username) => {
    entered.push(username);
    return Promise.resolve();
  });
  expect([...document.querySelectorAll('.person h3')].map((each) => each.textContent)).toEqual(['konsultant', 'kierownik', 'audytor']);
  button('Wejdź: Konsultant 2 (Kolno)').click();
  await settled();
  expect(entered).toEqual(['k20060-2']);
});

it('says three steps, how many talk, and how far the calls of before are', async () => {
  await view();
  expect(document.querySelectorAll('ol li')).toHaveLength(3);
  expect(seen()).toContain('Na linii: 2 rozmowy.');
  expect(seen()).toContain('400 z 3010');
});

it('says that the calls of before are made up', async () => {
  now = { ...now, history: { ...now.history, state: 'done', calls: 3010 } };
  await view();
  expect(seen()).toContain('3010 rozmów z dni od 31.10.2026 do 29.11.2026. Wszystkie są wymyślone.');
});

it('is brought to life, and ended by hand', async () => {
  await view();
  button('Ożyw pokaz').click();
  await settled();
  expect(seen()).toContain('Wymyśleni klienci dzwonią.');
  button('Zakończ ożywienie').click();
  await settled();
  expect(asked).toEqual(['begin', 'end']);
  expect(seen()).toContain('Ostatnie rozmowy się kończą.');
});

it('says why it cannot be brought to life', async () => {
  api.begin = () => Promise.reject(new ApiError('transition_refused', 'Pokaz już trwa.', 409));
  await view();
  button('Ożyw pokaz').click();
  await settled();
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Pokaz już trwa.');
});

it('names who may open a page that is not for this account', async () => {
  const proof = pages.find((page) => page.path === '/proof');
  await show(NoPage, { why: 'not for role' as const, page: proof, isDemonstration: true });
  expect(seen()).toContain('Mogą na nią wejść: zespół zarządzający, audytor.');
  expect(document.querySelector('a[href="/demo"]')).not.toBeNull();
});

it('says that there is no such page', async () => {
  await show(NoPage, { why: 'unknown' as const, page: undefined, isDemonstration: false });
  expect(seen()).toContain('Nie ma takiej strony.');
  expect(document.querySelector('a[href="/demo"]')).toBeNull();
});
