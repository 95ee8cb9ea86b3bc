// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import FigureTable from '../../../src/pages/reports/FigureTable.svelte';
import type { Answer, Cell, Column } from '../../../src/pages/reports/reports_api';
import { show } from '../../support/mounted';

const cell = (value: number | null, n: number, text: string): Cell => ({ value, n, text, earlier: null, target: null, network: null });
const column = (metric: string, short: string, more: Partial<Column> = {}): Column => ({
  metric,
  title: `${short} w całości`,
  short,
  unit: '%',
  has_calls: true,
  has_cases: true,
  threshold: null,
  better: null,
  ...more,
});
const answer = (by: Answer['by']): Answer =>
  ({
    title: 'Urzędy',
    by,
    by_title: by === 'agent' ? 'Konsultant' : 'Urząd',
    columns: [column('answered_share', 'Odebrane, %', { threshold: 20 }), column('occupancy', 'Zajętość', { has_calls: false, has_cases: false })],
    lines: [
      { key: 'a', label: 'Augustów', begin: null, end: null, hours: null, cells: [cell(40, 12, '40,0 %'), cell(61, 90_000, '61,0 %')] },
      { key: 'b', label: 'Łomża', begin: null, end: null, hours: null, cells: [cell(86, 1204, '86,0 %'), cell(null, 0, '–')] },
    ],
    total: [cell(85, 1216, '85,0 %'), cell(61, 90_000, '61,0 %')],
  }) as unknown as Answer;

const opened = vi.fn();
const sorted = vi.fn();
async function table(by: Answer['by'] = 'office', sort: { key: string; isDown: boolean } | null = null): Promise<void> {
  await show(FigureTable, { answer: answer(by), compare: 'none' as const, sort, isOld: false, onsort: sorted, onopen: opened });
}

const stops = () => [...document.querySelectorAll<HTMLElement>('[tabindex="0"], a[href], button:not([tabindex])')];
const focused = () => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim();
function key(name: string, more: KeyboardEventInit = {}): void {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }));
}

describe('the table of a report', () => {
  it('is one stop of the tabulator, and the arrows lead through it', async () => {
    await table();
    expect(stops()).toHaveLength(1);
    stops()[0]?.focus();
    expect(focused()).toBe('Urząd');
    key('ArrowDown');
    expect(focused()).toBe('Augustów');
    key('ArrowRight');
    expect(focused()).toBe('40,0 %');
    key('ArrowUp');
    expect(focused()).toContain('Odebrane');
    key('End', { ctrlKey: true });
    expect(document.activeElement?.closest('tfoot')).not.toBeNull();
    key('ArrowDown'); // there is nothing below
    key('Home');
    expect(focused()).toBe('Razem');
    expect(stops()).toEqual([document.activeElement]);
  });

  it('opens the calls of a number, and of how many a share is stands beside it only where they are few', async () => {
    await table();
    const [few, many] = [...document.querySelectorAll<HTMLElement>('tbody .size')];
    expect([few?.textContent, few?.classList.contains('large')]).toEqual(['z 12', false]);
    expect([many?.textContent, many?.classList.contains('large')]).toEqual([expect.stringMatching(/^z 1\s?204$/), true]);
    const button = document.querySelector<HTMLButtonElement>('#cell-answered_share-b');
    expect(button?.getAttribute('aria-label')).toMatch(/^Odebrane, % w całości, Łomża: 86,0 % z 1\s?204\. Pokaż połączenia$/);
    expect(button?.title).toMatch(/^z 1\s?204$/);
    button?.click();
    expect(opened).toHaveBeenCalledWith({ metric: 'answered_share', line: 'b' });
    // Of minutes nobody is told.
    expect(document.body.textContent).not.toContain('90');
  });

  it('has short heads, whose long names are their titles', async () => {
    await table();
    const head = document.querySelectorAll('thead button')[1];
    expect(head?.textContent?.replace(/\s+/g, ' ').trim()).toBe('Odebrane, %, 20 s');
    expect(head?.getAttribute('title')).toBe('Odebrane, % w całości');
  });

  it('has no order of consultants but their names', async () => {
    await table('agent', { key: 'answered_share', isDown: true });
    expect([...document.querySelectorAll('tbody th')].map((each) => each.textContent?.trim())).toEqual(['Augustów', 'Łomża']);
    expect(document.querySelectorAll('thead button')).toHaveLength(1);
    expect(document.querySelector('[aria-sort]')).toBeNull();
  });
});
