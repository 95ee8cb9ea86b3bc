import { expect, it } from 'vitest';
import { awake, nextSort, otherOf, shortLabel, sizeOf, sorted, sortFor, strengthOf } from '../../../src/pages/reports/lines';
import type { Cell, Column, Line } from '../../../src/pages/reports/reports_api';
import * as pl from '../../../src/words/pl/reports';
import { differenceText, isCount, valueText } from '../../../src/pages/reports/values';

const cell = (value: number | null, n = value ?? 0): Cell => ({ value, n, text: String(value), earlier: null, target: null, network: null });
const line = (label: string, value: number | null, begin: string | null = null): Line => ({
  key: label,
  label,
  begin,
  end: null,
  hours: null,
  cells: [cell(value)],
});
const labels = (lines: readonly Line[]) => lines.map((each) => each.label);

it('sorts by a figure, and what there is nothing to say of stands last both ways', () => {
  const lines = [line('Łomża', 3), line('Kolno', null), line('Augustów', 12)];
  expect(labels(sorted(lines, ['calls'], { key: 'calls', isDown: true }))).toEqual(['Augustów', 'Łomża', 'Kolno']);
  expect(labels(sorted(lines, ['calls'], { key: 'calls', isDown: false }))).toEqual(['Łomża', 'Augustów', 'Kolno']);
  expect(sorted(lines, ['calls'], null)).toBe(lines);
  expect(sorted(lines, ['calls'], { key: 'other', isDown: true })).toBe(lines);
});

it('sorts names as Poland does, and intervals by their moments', () => {
  const lines = [line('Łomża', 1), line('Zambrów', 1), line('Augustów', 1)];
  expect(labels(sorted(lines, [], { key: 'line', isDown: false }))).toEqual(['Augustów', 'Łomża', 'Zambrów']);
  const hours = [line('8:00', 1, '2026-10-25T08:00:00+01:00'), line('02:00', 1, '2026-10-25T02:00:00+02:00')];
  expect(labels(sorted(hours, [], { key: 'line', isDown: false }))).toEqual(['02:00', '8:00']);
});

it('goes through three ways of sorting', () => {
  const first = nextSort(null, 'asa');
  const second = nextSort(first, 'asa');
  expect([first, second, nextSort(second, 'asa')]).toEqual([{ key: 'asa', isDown: true }, { key: 'asa', isDown: false }, null]);
  expect(nextSort(null, 'line')).toEqual({ key: 'line', isDown: false });
  expect(nextSort(first, 'calls')).toEqual({ key: 'calls', isDown: true });
});

it('leaves out the hours before the first call and after the last, and no day', () => {
  const hour = (at: number, value: number): Line => ({
    ...line(`${at}`, value, `2026-11-26T${String(at).padStart(2, '0')}:00:00+01:00`),
    end: `2026-11-26T${String(at + 1).padStart(2, '0')}:00:00+01:00`,
  });
  expect(labels(awake([hour(5, 0), hour(6, 1), hour(7, 0), hour(8, 2), hour(9, 0)]))).toEqual(['6', '7', '8']);
  expect(awake([hour(5, 0), hour(6, 0)])).toHaveLength(2);
  expect(awake([line('Kolno', 0), line('Łomża', 1)])).toHaveLength(2);
  expect(['8:00–9:00', '12:15–12:30', 'Kolno', '16.11–22.11.2026'].map(shortLabel)).toEqual(['8:00', '12:15', 'Kolno', '16.11–22.11.2026']);
});

it('says of how many a share is, and neither of a count nor of time', () => {
  const column = (unit: string, has_cases: boolean) => ({ unit, has_cases }) as Column;
  expect(sizeOf(cell(86.3, 212), column('%', true))).toBe(212);
  expect(sizeOf(cell(156, 195), column('zgłoszenia', false))).toBeNull();
  expect(sizeOf(cell(61.2, 1_591_807), column('%', false))).toBeNull(); // occupancy: minutes
  expect(sizeOf(cell(null, 0), column('s', true))).toBeNull();
});

it('never ranks consultants, whatever the address asks for', () => {
  const down = { key: 'occupancy', isDown: true };
  expect(sortFor('agent', down)).toBeNull();
  expect(sortFor('agent', { key: 'line', isDown: true })).toEqual({ key: 'line', isDown: true });
  expect(sortFor('office', down)).toBe(down);
});

it('holds a number against what was asked for', () => {
  const other = { value: 80, n: 10, text: '80,0 %' };
  const compared: Cell = { ...cell(86), earlier: other, network: { ...other, value: null } };
  expect(otherOf(compared, 'earlier')).toBe(other);
  expect(otherOf(compared, 'year')).toBe(other);
  expect(otherOf(compared, 'network')).toBeNull();
  expect(otherOf(compared, 'target')).toBeNull();
  expect(otherOf(compared, 'none')).toBeNull();
});

it('colours by quarters of the largest', () => {
  expect([null, 0, 1, 25, 26, 51, 100].map((value) => strengthOf(value, 100))).toEqual([0, 0, 1, 1, 2, 3, 4]);
  expect(strengthOf(5, 0)).toBe(0);
});

it('writes values as Poland does', () => {
  expect(valueText('%', 86.34)).toBe('86,3 %');
  expect(valueText('s', 65)).toBe('1 min 5 s');
  expect(valueText('s', 3725)).toBe('1 h 02 min');
  expect(valueText('zgłoszenia', 12_345)).toMatch(/^12\s345$/);
  expect(valueText('zgłoszenia', 1204)).toBe('1204'); // as `reports/answers/words_pl.py` writes it
  expect(pl.reports.figure.unit('połączenia', 1)).toBe('połączenie');
  expect([22, 112].map((n) => pl.reports.figure.unit('rozmowy', n))).toEqual(['rozmowy', 'rozmów']);
  expect(pl.reports.figure.unit('km', 3)).toBe('km');
  expect(differenceText('%', 86.3, 84.2, 'pkt proc.')).toBe('+2,1 pkt proc.');
  expect(differenceText('%', 22.9, 23.9, 'pp')).toBe('−1,0 pp');
  expect(differenceText('%', 22.91, 22.9, 'pp')).toBe('');
  expect(differenceText('s', 50, 62, '')).toBe('−12 s');
  expect(differenceText('rozmowy', 5, 5, '')).toBe('');
  expect(['%', 's', 'połączenia', 'km', '1–5'].map(isCount)).toEqual([false, false, true, true, false]);
});
