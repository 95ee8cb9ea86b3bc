// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Me } from '../../../src/api/session.svelte';
import Distribution from '../../../src/pages/distribution/Distribution.svelte';
import { FIGURES, type Answer, type Consultant } from '../../../src/pages/distribution/distribution_api';
import { sharesOf } from '../../../src/pages/distribution/shares';
import { choose, rows, seen, show } from '../../support/mounted';

const cells = (...values: (number | null)[]) => values.map((value) => ({ value, n: 1, text: '', earlier: null, target: null, network: null }));
const line = (key: string, label: string, ...values: (number | null)[]) => ({ key, label, begin: null, end: null, hours: null, cells: cells(...values) });
const ANSWER = {
  first: '2026-11-18',
  last: '2026-11-24',
  complete_text: '',
  columns: FIGURES.map((metric) => ({ metric })),
  lines: [
    line('k-2', 'Żaneta Wilk', 60, 40, 1.5, 71.26, null, null),
    line('k-1', 'Anna Kos', 20, 10, 2, 80, null, null),
    line('k-3', 'Jan Lis', null, 5, null, null, null, null),
  ],
  total: cells(80, 55, 1.6, 73, 0.981, 0.7),
} as unknown as Answer;
const CONSULTANTS = [
  { id: 'k-1', queues: ['20620'], skills: { employer: 3 }, dismissed_at: null },
  { id: 'k-2', queues: [], skills: {}, dismissed_at: '2026-11-25T08:00:00Z' },
] as unknown as Consultant[];
const ME = { role: 'supervisor', office: '20060', also_offices: ['20610'], rights: { see_agents: 'office' } } as unknown as Me;

function fakes(asked: unknown[], answer = ANSWER, dismissed: boolean[] = []) {
  return {
    api: {
      figures: async (...of: string[]) => (asked.push(of), answer),
      consultants: async (also: boolean) => (dismissed.push(also), CONSULTANTS),
    },
  };
}

it('says share, gap to the mean and why, by name and without a rank', async () => {
  await show(Distribution, fakes([]), '/distribution', ME);
  const [anna, jan, zaneta] = rows().map((row) => row.join(' | ').replace(/ /g, ' '));
  expect(anna).toBe(
    'Konsultant Anna Kos | Godziny zalogowania 10 | Rozmowy 20 | Udział 25 % | Rozmowy na godzinę 2 | Wobec średniej urzędu o 25 % więcej | Zajętość 80 % | Z czego to wynika zalogowany(a) krócej niż inni; odbiera też: 20620; zna tematy: employer',
  );
  expect(jan).toContain('Rozmowy 0 | Udział 0 % | Rozmowy na godzinę – | Wobec średniej urzędu –');
  expect(zaneta).toContain('o 6 % mniej');
  expect(zaneta).toContain('już tu nie pracuje');
  expect(document.querySelectorAll('th button')).toHaveLength(0);
});

it('asks for those who were dismissed only where that is not refused', async () => {
  const dismissed: boolean[] = [];
  await show(Distribution, fakes([], ANSWER, dismissed), '/distribution', ME);
  await show(Distribution, fakes([], ANSWER, dismissed), '/distribution', { ...ME, rights: { ...ME.rights, manage_agents: 'office' } } as Me);
  expect(dismissed).toEqual([false, true]);
});

it('says in words how even it is', async () => {
  await show(Distribution, fakes([]), '/distribution', ME);
  expect(seen()).toContain('0,981 – niemal po równo');
  expect(seen()).toContain('0,7 – nierówno');
});

it('asks for the own office, and for another one or period when it is chosen', async () => {
  const asked: string[][] = [];
  await show(Distribution, fakes(asked), '/distribution', ME);
  expect(asked[0]?.[0]).toBe('20060');
  await choose('Urząd', '20610');
  await choose('Okres', 'day');
  const [office, from, to] = asked.at(-1)!;
  expect(office).toBe('20610');
  expect(from).toBe(to);
});

it('says why there is nobody', async () => {
  await show(Distribution, fakes([], { ...ANSWER, lines: [] }), '/distribution', ME);
  expect(seen()).toContain('W tym czasie nikt z urzędu nie pracował.');
});

it('adds up to everything', () => {
  const shares = sharesOf(ANSWER);
  expect(shares.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(100);
});
