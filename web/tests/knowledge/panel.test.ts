// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { offer } from '../../src/commands/commands.svelte';
import KnowledgePanel from '../../src/knowledge/KnowledgePanel.svelte';
import { Proposing } from '../../src/knowledge/proposing.svelte';
import { Searching } from '../../src/knowledge/searching.svelte';
import { correctClock } from '../../src/time/clock.svelte';
import { loadWords } from '../../src/words';
import { button, choose, press, seen, settled, show } from '../support/mounted';
import { FakeKnowledge, hit, office } from './fakes';

let api: FakeKnowledge;
let searching: Searching;
let proposing: Proposing;

beforeEach(async () => {
  await loadWords(['blocks', 'knowledge']);
  correctClock('2026-12-01T09:00:00+01:00');
  api = new FakeKnowledge();
  api.placesAre = [office()];
  api.gminasAre = [{ teryt: '2011022', name: 'Janów', kind: 'rural', office: '20110' }];
  searching = new Searching(api);
  proposing = new Proposing(api);
});

const panel = (given: object = {}) => show(KnowledgePanel, { searching, api, officeName: (code: string) => `Urząd ${code}`, proposing, hint: '/', ...given });

async function ask(words: string): Promise<void> {
  searching.now(words);
  await settled();
  await settled();
}

const field = () => document.querySelector('[role="combobox"]') as HTMLInputElement;
const answer = () => document.querySelector('section[aria-label="Odpowiedź"]');
const told = () => document.querySelector('[role="search"] [role="status"]')?.textContent?.replace(/\s+/g, ' ').trim();
const options = () => [...document.querySelectorAll('[role="option"] strong')].map((each) => each.textContent);

async function key(name: string, change: KeyboardEventInit = {}): Promise<KeyboardEvent> {
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...change });
  field().dispatchEvent(event);
  await settled();
  return event;
}

function askForOffice(): void {
  api.askedIs = 'office';
  api.placeIs = { kind: 'office', id: '20110', office: '20110' };
  api.hitsAre = [hit('adres', { title: 'Adres urzędu', title_parts: [] }), hit('20110', { kind: 'place', office: '20110' })];
}

it('shows how an office is reached above the results, without another key, and tells it', async () => {
  askForOffice();
  await panel();
  await ask('telefon Sokółka');
  const card = answer()?.textContent?.replace(/\s+/g, ' ') ?? '';
  for (const part of ['Powiatowy Urząd Pracy w Sokółce', '857 229 010', 'dzisiaj 7:30–15:30', 'teraz otwarte', 'czwartek, 3.12', 'ul. Kryńska 40', 'Janów'])
    expect(card).toContain(part);
  expect(answer()?.querySelector('a')?.getAttribute('href')).toBe('tel:857229010');
  expect(told()).toMatch(/^Odpowiedź: Powiatowy Urząd Pracy w Sokółce, Telefon 857.229.010, dzisiaj 7:30–15:30, ul. Kryńska 40 Poza tym: 1 wynik$/);
  expect(options()).toEqual(['Adres urzędu']);
  // The list comes after the answer, and the field points at nothing in it.
  expect(answer()!.compareDocumentPosition(document.querySelector('[role="listbox"]')!)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(field().hasAttribute('aria-activedescendant')).toBe(false);
  await ask('telefon Sokółki');
  expect(api.count('places')).toBe(1);
});

it('copies the number by a key in the field and by a button, but leaves what is marked there to the browser', async () => {
  const written: string[] = [];
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void written.push(text) } });
  askForOffice();
  await panel();
  await ask('telefon Sokółka');
  expect((await key('c', { ctrlKey: true })).defaultPrevented).toBe(true);
  expect(written).toEqual(['857229010']);
  expect(answer()?.textContent).toContain('Skopiowano.');
  field().setSelectionRange(0, 7);
  expect((await key('c', { ctrlKey: true })).defaultPrevented).toBe(false);
  await press('Kopiuj numer Ctrl+C');
  expect(written).toHaveLength(2);
});

it('says in words what nobody knows of a branch, and has no number to copy', async () => {
  askForOffice();
  api.placeIs = { kind: 'branch', id: 'dabrowa', office: '20110' };
  await panel();
  await ask('telefon filii w Dąbrowie');
  expect(answer()?.textContent).toContain('Telefonu tej filii nie ma w bazie.');
  expect(answer()?.textContent).toContain('Ulicy nie ma w bazie.');
  expect(answer()?.textContent).toContain('Godziny urzędu');
  expect(answer()?.querySelector('a')).toBeNull();
  expect((await key('c', { ctrlKey: true })).defaultPrevented).toBe(false);
  await key('Enter');
  expect([...document.querySelectorAll('section.place h3')].map((each) => each.textContent)).toEqual(['Filia w Dąbrowie Białostockiej']);
});

it('shows an amount large, with what it rests on and until when it holds; the arrow goes on to the results', async () => {
  api.askedIs = 'amount';
  api.hitsAre = [hit('staz', { title: 'Stypendium za staż', short_answer: 'Stypendium wynosi 160 procent zasiłku.', score: 2 }), hit('kurs')];
  await panel();
  await ask('ile za staż');
  expect(answer()?.querySelector('.sentence strong')?.textContent).toBe('160 procent');
  expect(answer()?.textContent).toMatch(/Przeczytaj:.*Podstawa prawna: art\. 72.*Ważne do: 31\.05\.2027/);
  expect(told()).toBe('Odpowiedź: Stypendium wynosi 160 procent zasiłku. Poza tym: 1 wynik');
  await key('ArrowDown');
  expect(field().getAttribute('aria-activedescendant')).toBe(document.querySelector('[role="option"]')?.id);
  await key('ArrowUp');
  await key('Enter');
  expect(searching.opened?.id).toBe('staz');
  expect(api.count('article')).toBe(1);
});

it('tells who hears the page the first result of a list in its own language, and that it does not hold', async () => {
  api.hitsAre = [hit('card', { title: 'Lost card', short_answer: 'The office issues a new one.', language: 'en' }), hit('kurs')];
  await panel();
  await ask('lost card');
  expect(told()).toBe('Pierwszy wynik: Lost card. The office issues a new one. 2 wyniki');
  expect(document.querySelector('[role="status"] [lang="en"]')?.textContent).toBe('Lost card. The office issues a new one.');
  api.hitsAre = [hit('stara', { title: 'Stara kwota', short_answer: null, is_in_force: false })];
  await ask('kwota');
  expect(told()).toBe('Pierwszy wynik, Nie obowiązuje: Stara kwota 1 wynik');
});

it('says that the base does not know, what one can do in a call, and shows the rest as what may help', async () => {
  const done: string[] = [];
  const stop = offer(['call.colleague', 'call.transfer'].map((id) => ({ id, says: () => id, run: () => void done.push(id) })));
  api.isAnswered = false;
  await panel({ callId: 'call-1' });
  await ask('rozwód');
  expect(told()).toBe('Baza nie ma odpowiedzi');
  expect(document.querySelector('[role="listbox"]')?.getAttribute('aria-label')).toBe('Może pomoże');
  expect(seen()).not.toContain('Przeczytaj');
  await press('call.colleague');
  await press('call.transfer');
  expect(done).toEqual(['call.colleague', 'call.transfer']);
  await press('Nie ma odpowiedzi');
  expect(proposing.about).toMatchObject({ kind: 'question', question: 'rozwód', callId: 'call-1' });
  stop();
});

it('hands nothing on where there is no call, and says so, too, where nothing is found at all', async () => {
  api.hitsAre = [];
  await panel();
  await ask('rozwód');
  expect(told()).toBe('Baza nie ma odpowiedzi');
  expect(seen()).toContain('Prosimy spróbować innych słów albo zgłosić pytanie redakcji.');
  expect([...document.querySelectorAll('button')].map((each) => each.textContent?.trim())).toEqual(['Nie ma odpowiedzi']);
});

it('asks in another language by the choice that follows the field', async () => {
  await panel();
  await ask('допомога');
  expect(field().nextElementSibling?.querySelector('select')).not.toBeNull();
  await choose('Język odpowiedzi', 'uk');
  expect(api.asked.at(-1)).toEqual(['search', 'допомога', { language: 'uk' }]);
  expect(button('Nie ma odpowiedzi')).toBeDefined();
});
