// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import ReportList from '../../../src/pages/reports/ReportList.svelte';
import type { Answer, Card, Report, ReportQuestion, ReportsApi } from '../../../src/pages/reports/reports_api';
import { Views } from '../../../src/pages/reports/views.svelte';
import { choose, press, seen, settled, show } from '../../support/mounted';

const report = (key: string, title: string): Report =>
  ({
    key,
    title,
    question: 'Jak?',
    by: ['interval'],
    default_by: 'interval',
    intervals: ['60min', 'day'],
    default_interval: '60min',
    more: [],
  }) as unknown as Report;
const card = (key: string, more: Partial<Card>): Card => ({
  report: key,
  metric: 'answered_share',
  title: 'Odebrane',
  text: '86,3 %',
  cases: 'z 1204 zgłoszeń',
  today: '91,0 %',
  verdict: { kind: 'met', text: 'cel 80 % osiągnięty' },
  change: 'podobnie jak 14 dni wcześniej',
  line: [80, null, 90],
  target: 80,
  ...more,
});

let asked: ReportQuestion[];
let api: ReportsApi;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-30T10:00:00Z') }); // a Monday
  asked = [];
  api = {
    catalogue: async () => [],
    cards: async () => ({
      first: '2026-11-16',
      last: '2026-11-29',
      period: '16.11–29.11.2026',
      complete_until: null,
      cards: [
        card('day', {}),
        card('unmet', { text: '9,5 %', verdict: { kind: 'missed', text: 'o 4,5 pkt proc. powyżej celu 5 %' }, change: '', today: null }),
      ],
    }),
    choices: () => Promise.reject(new Error('not asked for here')),
    run: async (question) => {
      asked.push(question);
      return { sentence: `Zdanie za ${question.from}.`, period: question.from, offices: 'Kolno' } as Answer;
    },
    calls: () => Promise.reject(new Error('not asked for here')),
    file: () => Promise.reject(new Error('not asked for here')),
  };
});

async function list(): Promise<void> {
  const views = new Views({ list: async () => [] } as never);
  await show(ReportList, { reports: [report('day', 'Przebieg dnia'), report('unmet', 'Niezaspokojone potrzeby')], views, api });
  await settled();
}

describe('the list of reports', () => {
  it('says today and the last working day each in a sentence, not a Sunday without calls', async () => {
    await list();
    expect(asked.map((question) => question.from)).toEqual(['2026-11-30', '2026-11-27']);
    expect([...document.querySelectorAll('.day h2')].map((each) => each.textContent?.trim().split(',')[0])).toEqual(['Dziś', 'Ostatni dzień roboczy']);
    expect(seen()).toContain('Zdanie za 2026-11-30.');
  });

  it('has a card for each report with its number, its verdict in words and colour, and its way', async () => {
    await list();
    const cards = [...document.querySelectorAll('li')].filter((each) => each.querySelector('svg'));
    expect(cards.map((each) => each.querySelector('strong')?.textContent)).toEqual(['86,3 %', '9,5 %']);
    expect(cards[0]?.textContent).toContain('cel 80 % osiągnięty');
    expect(cards[0]?.querySelector('.ready')).not.toBeNull();
    expect(cards[1]?.querySelector('.trouble')?.textContent).toContain('powyżej celu');
    expect(cards[0]?.textContent).toContain('Dziś: 91,0 %');
    expect(cards[1]?.textContent).toContain('Dziś jeszcze nic.');
    expect(cards[0]?.querySelector('path')?.getAttribute('d')?.match(/M/g)).toHaveLength(2); // a day without anything breaks the line
    expect(cards[0]?.querySelectorAll('a')).toHaveLength(1);
  });

  it('opens every report for the period that is chosen once', async () => {
    await list();
    await choose('Otwieraj raport za', 'last_month');
    expect(document.querySelector('h3 a')?.getAttribute('href')).toBe('/reports/day?period=last_month');
  });

  it('shows the reports also while their numbers cannot be had, with the way out', async () => {
    const cards = api.cards;
    api.cards = () => Promise.reject(new ApiError('reports_busy', 'Trwa liczenie innych raportów.'));
    await list();
    expect(seen()).toContain('Trwa liczenie innych raportów.');
    expect(document.querySelectorAll('h3 a')).toHaveLength(2);
    api.cards = cards;
    await press('Spróbuj ponownie');
    expect(seen()).toContain('86,3 %');
  });
});
