// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { accountNames } from '../../../src/data/account_names.svelte';
import Comments from '../../../src/scenario/review/Comments.svelte';
import { EVERY_MS } from '../../../src/scenario/review/here.svelte';
import History from '../../../src/scenario/review/History.svelte';
import LineSteps from '../../../src/scenario/review/LineSteps.svelte';
import Plan from '../../../src/scenario/review/Plan.svelte';
import { webReviewApi, type Comment, type ReviewApi } from '../../../src/scenario/review/review_api';
import type { Message, Scenario, Variant } from '../../../src/scenario/review/plan';
import Variants from '../../../src/scenario/review/Variants.svelte';
import type { NewVariant, VariantsApi } from '../../../src/scenario/review/variants_api';
import WhoIsHere from '../../../src/scenario/review/WhoIsHere.svelte';
import { loadWords } from '../../../src/words';
import { check, choose, press, seen, settled, show, type } from '../../support/mounted';
import { difference, history, NOW, version } from './fakes';

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  vi.spyOn(accountNames, 'of').mockImplementation((account) => ({ redaktor: 'Ewa Nowak', 'kierownik-wup': 'Jan Lis' })[account ?? ''] ?? '');
  await loadWords(['scenario_review', 'blocks']);
  return () => vi.useRealTimers();
});

const HISTORY = { mayPublish: true, before: null, after: null, versionHref: (n: number) => `/scenario/linia?version=${n}`, oncompare: () => undefined };
const quiet: ReviewApi = { ...webReviewApi, steps: async () => [] };

it('shows who approved and published each version, and restores an old one with a reason', async () => {
  const asked: unknown[] = [];
  let changed = 0;
  const api = { ...quiet, rollBack: async (...of: unknown[]) => (asked.push(of), version(3)) };
  await show(History, { ...HISTORY, history: history(), api, onchanged: () => (changed += 1) } as never);
  expect(seen()).toContain('Wersja 2 obowiązuje od 20.11.2026, 10:00');
  expect(seen()).toContain('zatwierdził(a) Jan Lis, opublikował(a) Jan Lis');
  expect(seen()).toContain('dostarczona z systemem');
  await press('Przywróć wersję 1');
  await press('Przywróć');
  expect(asked).toEqual([]); // a reason is missing
  await type('Dlaczego', 'Błędna zapowiedź');
  await press('Przywróć');
  expect(asked).toEqual([['linia', 1, 'Błędna zapowiedź']]);
  expect(changed).toBe(1);
  expect(seen()).toContain('Wersja 3 obowiązuje i ma treść wersji 1.');
});

it('calls a planned version off, and offers neither to who may not publish', async () => {
  const planned = history({ versions: [version(3, { status: 'planned' }), ...history().versions] });
  const asked: unknown[] = [];
  const api = { ...quiet, cancel: async (...of: unknown[]) => (asked.push(of), version(3)) };
  await show(History, { ...HISTORY, history: planned, api, onchanged: () => undefined } as never);
  await press('Odwołaj publikację wersji 3');
  await type('Dlaczego', 'Jednak nie');
  await press('Odwołaj publikację');
  expect(asked).toEqual([['linia', 3, 'Jednak nie']]);
});

it('compares the two versions of the address, each node leading to itself', async () => {
  const nodes: string[] = [];
  const found = difference({ sentences: ['Węzeł „menu”: inaczej.'], nodes: [{ node: 'menu', before: {}, after: {}, sentences: ['Węzeł „menu”: inaczej.'] }] });
  const api = { ...quiet, difference: async (_: string, before: number | null, after: number | null) => ({ ...found, before, after }) };
  const steps = [{ at: NOW, action: 'something_new', account: 'redaktor', revision: 1, version: null, reason: '' }];
  const given = { ...HISTORY, before: '1', after: '2', history: history(), api: { ...api, steps: async () => steps }, onchanged: () => undefined };
  const drawn: unknown[] = [];
  await show(History, { ...given, onnode: (node: string) => nodes.push(node), ondifference: (of: unknown) => drawn.push(of) } as never);
  expect(seen()).toContain('Od: 1 (zastąpiona). Do: 2 (obowiązuje).');
  expect(seen()).toContain('Węzeł „menu”: inaczej.');
  expect(seen()).toContain('inny krok'); // never a code
  await press('menu');
  expect(nodes).toEqual(['menu']);
  expect(drawn.at(-1)).toMatchObject({ before: 1, after: 2 });
});

it('writes a comment at the chosen node, settles one, and keeps those of nodes that are gone readable', async () => {
  const comment = (id: string, node: string | null): Comment => ({
    id,
    node,
    text: `o ${id}`,
    account: 'redaktor',
    at: NOW,
    settled_by: null,
    settled_at: null,
  });
  let all = [comment('c1', 'menu'), comment('c2', 'dawny')];
  const api = {
    comments: async () => all,
    comment: async (_: string, node: string | null, text: string) => ((all = [...all, { ...comment('c3', node), text }]), all[2]!),
    settle: async (_: string, id: string) => (
      (all = all.map((each) => (each.id === id ? { ...each, settled_by: 'kierownik-wup', settled_at: NOW } : each))),
      all[0]!
    ),
  };
  await show(Comments, { name: 'linia', nodes: ['menu'], node: 'menu', mayWrite: true, api } as never);
  expect(seen()).toContain('dawny (węzła o tej nazwie już nie ma)');
  await type('Komentarz', 'Za długie?');
  await press('Dodaj komentarz');
  expect(all[2]).toMatchObject({ node: 'menu', text: 'Za długie?' });
  await press('Komentarz załatwiony: Ewa Nowak');
  expect(all.filter((each) => each.settled_at !== null)).toHaveLength(1);
  expect(seen()).not.toContain('załatwione: Jan Lis');
  await check('Pokaż też załatwione');
  expect(seen()).toContain('załatwione: Jan Lis, 24.11.2026, 10:00');
});

it('says every ten seconds that one is here, and shows who else is, and where', async () => {
  vi.useRealTimers();
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  const asked: unknown[] = [];
  const here = async (...of: unknown[]) => (asked.push(of), [{ account: 'jan', display_name: 'Jan Lis', node: 'menu' }]);
  const shown = show(WhoIsHere, { name: 'linia', node: 'koniec', api: { here } } as never);
  await vi.advanceTimersByTimeAsync(1);
  await shown;
  expect(seen()).toContain('Są tu teraz też: Jan Lis (węzeł „menu”)');
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(asked).toEqual([
    ['linia', 'koniec'],
    ['linia', 'koniec'],
  ]);
});

const LATO = { ...history(), name: 'lato', title: 'Linia letnia', numbers: [] } as unknown as Scenario;
const LINES = [history() as unknown as Scenario, LATO];

function variants(asked: NewVariant[] = [], all: Variant[] = []): VariantsApi {
  const more = { priority: 1, reason: '', created_by: 'redaktor', created_at: NOW, ended_by: null, ended_at: null };
  return {
    scenarios: async () => LINES,
    variants: async () => all,
    messages: async () => [{ id: 'm', office: null, is_on: true, is_planned: false, starts_at: NOW, ends_at: null } as Message],
    add: async (wanted) => (asked.push(wanted), { id: 'v', number: '9510', office: null, scenario: 'lato', valid_from: NOW, valid_to: null, ...more }),
    end: async () => all[0]!,
    heard: async (name, number) => [`Dzień dobry, ${name} ${number}.`],
  };
}

it('adds a variant, and says before when it answers and what callers will hear', async () => {
  const asked: NewVariant[] = [];
  await show(Variants, { mayPublish: true, api: variants(asked) } as never);
  expect(seen()).toContain('Żaden wariant nie trwa');
  await press('Nowy wariant');
  await choose('Numer', '9510');
  await choose('Odpowiada scenariusz', 'lato');
  await type('Do dnia', '24.11.2026');
  await type('Do godziny', '9:00');
  await press('Dodaj wariant');
  expect(seen()).toContain('Koniec musi być później niż początek.');
  await type('Do dnia', '25.11.2026');
  await settled();
  expect(seen()).toContain('Numer 9510: od teraz odpowiada „Linia letnia”, do 25.11.2026, 9:00. Potem znów zwykły scenariusz.');
  expect(seen()).toContain('Dzień dobry, lato 2.');
  await press('Dodaj wariant');
  expect(asked).toEqual([{ number: '9510', office: null, scenario: 'lato', valid_from: null, valid_to: '2026-11-25T08:00:00.000Z', priority: 1, reason: '' }]);
});

it('tells what goes on now and what comes when', async () => {
  const more = { number: '9510', office: null, scenario: 'lato', priority: 1, reason: '', created_by: 'a', created_at: NOW, ended_by: null, ended_at: null };
  const all = [{ id: 'v', valid_from: '2026-11-25T07:00:00Z', valid_to: '2026-11-26T07:00:00Z', ...more }];
  await show(Plan, { api: variants([], all) } as never);
  expect(seen()).toContain('Komunikat awaryjny (całe województwo) do wyłączenia.');
  expect(seen()).toContain('25.11.2026, 8:00 Numer 9510: zaczyna odpowiadać „Linia letnia”.');
  expect(seen()).toContain('26.11.2026, 8:00 Numer 9510: przestaje odpowiadać „Linia letnia”.');
});

it('leads from a draft to a line that answers', async () => {
  const api = { content: async () => ({ errors: 1, prompts: { W01: 'Dzień dobry.' }, asksHours: true, cases: 0 }) };
  await show(LineSteps, { scenario: { ...LATO, in_force: null }, api } as never);
  expect(seen()).toContain('Jest jeszcze 1 błąd do poprawy.');
  expect(seen()).toContain('Linia mówi 1 zapowiedź.');
  expect(seen()).toContain('Bez nich nie można go opublikować.');
  expect(seen()).toContain('Żaden numer nie prowadzi do tej linii.');
  expect([...document.querySelectorAll('a')].map((each) => each.getAttribute('href'))).toContain('/hours');
});
