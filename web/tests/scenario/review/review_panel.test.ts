// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { accountNames } from '../../../src/data/account_names.svelte';
import { webReviewApi, type Draft, type DraftAct, type ReviewApi } from '../../../src/scenario/review/review_api';
import ReviewPanel from '../../../src/scenario/review/ReviewPanel.svelte';
import { loadWords } from '../../../src/words';
import { button, check, press, seen, show, type } from '../../support/mounted';
import { CHIEF, draft, EDITOR, history, NOW, version } from './fakes';

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  vi.spyOn(accountNames, 'of').mockImplementation((account) => ({ redaktor: 'Ewa Nowak', 'kierownik-wup': 'Jan Lis' })[account ?? ''] ?? '');
  await loadWords(['scenario_review', 'scenario_canary', 'blocks']);
  return () => vi.useRealTimers();
});

interface Asked {
  steps: [DraftAct, number, string][];
  published: [number, string | null, string, unknown][];
  rebased: number[];
}

function fake(parts: Partial<ReviewApi> = {}): { api: ReviewApi; asked: Asked } {
  const asked: Asked = { steps: [], published: [], rebased: [] };
  const api: ReviewApi = {
    ...webReviewApi,
    step: async (_, act, revision, reason) => (asked.steps.push([act, revision, reason]), draft({ state: act === 'approve' ? 'approved' : 'in_review' })),
    publish: async (_, revision, at, reason, canary) => (asked.published.push([revision, at, reason, canary]), version(3, { published_at: at ?? NOW })),
    rebase: async (of, newest) => (asked.rebased.push(newest), { ...of, based_on: newest }),
    ...parts,
  };
  return { api, asked };
}

async function panel(shown: Draft | null, given: Record<string, unknown> = {}) {
  const done: Draft[] = [];
  const nodes: string[] = [];
  const props = { draft: shown, history: history(), who: CHIEF, onnode: (node: string) => nodes.push(node), ondraft: (of: Draft) => done.push(of) };
  await show(ReviewPanel, { ...props, onpublished: () => undefined, again: async () => undefined, ...given } as never);
  return { done, nodes };
}

it('says in words where the draft stands, who wrote it, and that another person approves it', async () => {
  await panel(draft(), { who: EDITOR, errors: 2, openComments: 1 });
  expect(seen()).toContain('Szkic jest pisany.');
  expect(seen()).toContain('Ewa Nowak, 24.11.2026, 10:00');
  expect(seen()).toContain('Szkic zatwierdza osoba, która niczego w nim nie zapisała.');
  expect(seen()).toContain('Najpierw trzeba poprawić 2 błędy.');
  expect(seen()).toContain('1 uwaga czeka na załatwienie.');
});

it('sends a draft to review, and tells why it was refused, each reason leading to its node', async () => {
  const { api, asked } = fake();
  const { done } = await panel(draft(), { who: EDITOR, api });
  await press('Oddaj do recenzji');
  expect(asked.steps).toEqual([['review', 7, '']]);
  expect(done).toHaveLength(1);
  expect(seen()).toContain('Szkic jest w recenzji.');
});

it('tells the reasons of a refusal one by one, each leading to its node', async () => {
  const refused = new ApiError('scenario_refused', 'Scenariusz zawiera błędy.', 422, [
    { field: 'body', message: 'Węzeł „menu”: brakuje przejścia „1”.' },
    { field: 'body', message: 'Test „Anna”: inna droga.' },
  ]);
  const { api } = fake({ step: () => Promise.reject(refused) });
  const { nodes } = await panel(draft(), { who: EDITOR, api });
  await press('Oddaj do recenzji');
  expect(seen()).toContain('Nie można tego teraz zrobić. Powody:');
  expect(seen()).toContain('Test „Anna”: inna droga.');
  await press('Pokaż węzeł „menu”');
  expect(nodes).toEqual(['menu']);
});

it('does not let an author approve, and says why', async () => {
  await panel(draft({ state: 'in_review' }), { who: EDITOR });
  expect(seen()).toContain('zatwierdzić może go tylko ktoś inny');
  expect(() => button('Zatwierdź')).toThrow();
  expect(button('Wycofaj')).toBeTruthy();
});

it('gives a draft back with a reason alone', async () => {
  const { api, asked } = fake();
  await panel(draft({ state: 'in_review' }), { api });
  await press('Oddaj do poprawy');
  await press('Oddaj do poprawy'); // in the dialog
  expect(asked.steps).toEqual([]);
  await type('Co trzeba poprawić', 'Menu jest za długie');
  await press('Oddaj do poprawy');
  expect(asked.steps).toEqual([['return', 7, 'Menu jest za długie']]);
});

it('publishes at a moment, and says when it comes into force', async () => {
  const { api, asked } = fake();
  await panel(draft({ state: 'approved', approved_by: 'kierownik-wup' }), { api });
  await press('Opublikuj…');
  await check('od dnia i godziny');
  await type('Dzień', '25.11.2026');
  await type('Godzina', '99');
  await press('Zaplanuj publikację');
  expect(seen()).toContain('Prosimy podać godzinę');
  await type('Godzina', '7:30');
  await press('Zaplanuj publikację');
  expect(asked.published).toEqual([[7, '2026-11-25T06:30:00.000Z', '', null]]);
  expect(seen()).toContain('Wersja 3 zacznie obowiązywać 25.11.2026, 7:30.');
});

it('publishes for a share of the calls first, with the limits from which it goes back', async () => {
  const { api, asked } = fake();
  await panel(draft({ state: 'approved', approved_by: 'kierownik-wup' }), { api });
  await press('Opublikuj…');
  await check('teraz, najpierw dla części połączeń');
  await type('Ile połączeń (%)', '51');
  await press('Wprowadź dla części');
  expect(asked.published).toEqual([]);
  await type('Ile połączeń (%)', '20');
  await type('Rozłączenia w menu (pkt. proc.)', '7,5');
  await press('Wprowadź dla części');
  const limits = { hang_up_percent_points: 7.5, failure_percent_points: 2, min_calls: 50 };
  expect(asked.published).toEqual([[7, null, '', { share_percent: 20, until: '2026-12-01', limits }]]);
  expect(seen()).toContain('Wersja 3 odbiera 20 % połączeń.');
});

it('asks for no share where no version goes on for the other calls, nor minds what stands in fields that are not shown', async () => {
  const { api, asked } = fake();
  await panel(draft({ state: 'approved', based_on: null }), { api, history: history({ in_force: null, versions: [] }) });
  await press('Opublikuj…');
  expect(seen()).not.toContain('dla części połączeń');
  await press('Opublikuj');
  expect(asked.published).toEqual([[7, null, '', null]]);
});

it('shows why publishing was refused beside the scenario, and keeps other failures in the dialog', async () => {
  const refused = new ApiError('scenario_refused', 'Błędy.', 422, [{ field: 'body', message: 'Węzeł „menu”: brakuje testu.' }]);
  const { api } = fake({ publish: () => Promise.reject(refused) });
  await panel(draft({ state: 'approved' }), { api });
  await press('Opublikuj…');
  await press('Opublikuj');
  expect(seen()).toContain('Węzeł „menu”: brakuje testu.');
  expect(button('Pokaż węzeł „menu”')).toBeTruthy();
});

it('says that a newer version was not seen, compares it, and bases the draft on it', async () => {
  const { api, asked } = fake();
  const compared: unknown[] = [];
  await panel(draft({ based_on: 1 }), { api, oncompare: (...of: unknown[]) => compared.push(of) });
  expect(seen()).toContain('Szkic powstał z wersji 1, a najnowsza to wersja 2.');
  await press('Pokaż, co zmieniła najnowsza wersja');
  expect(compared).toEqual([[1, 2]]);
  await press('Zmiany są uwzględnione');
  expect(asked.rebased).toEqual([2]);
});

it('reads everything anew when somebody else was faster', async () => {
  let again = 0;
  const { api } = fake({ step: () => Promise.reject(new ApiError('stale_draft', 'Szkic zmieniono.', 409)) });
  await panel(draft(), { who: EDITOR, api, again: async () => void (again += 1) });
  await press('Oddaj do recenzji');
  expect(again).toBe(1);
  expect(seen()).toContain('Szkic zmieniono w międzyczasie.');
});
