// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import ChangeLog from '../../../src/pages/change_log/ChangeLog.svelte';
import type { Change } from '../../../src/pages/change_log/change_log_api';
import { choose, press, rows, seen, show } from '../../support/mounted';

const ALL = { from: '', to: '', staff: '', subject: '', office: '', thing: '', person: '' };
const CHANGE: Change = {
  number: 7,
  at: '2026-11-27T08:42:00Z',
  account: 'kierownik-20060',
  account_name: 'Maria Kowalska',
  operation: 'change_one_agent',
  action: 'update',
  subject: 'account',
  subject_id: 'k20060-1',
  person_name: 'Jan Nowak',
  office: '20060',
  before: { role: 'consultant', display_name: 'Jan Nowak', totp_last_step: 1, deactivated_at: null, sees_clients: false },
  after: { role: 'supervisor', display_name: 'Jan Nowak-Lis', totp_last_step: 2, deactivated_at: '2026-11-27T08:42:00Z', sees_clients: true },
};

it('says who changed what of whom, and what was there before, in words alone', async () => {
  const asked: unknown[][] = [];
  const changes = async (...what: unknown[]) => {
    asked.push(what);
    return { rows: [CHANGE], after: null };
  };
  await show(ChangeLog, { api: { changes } }, '/change-log?staff=Kowalska');
  expect(rows()[0]?.map((cell) => cell.split(' ').slice(1).join(' '))).toEqual([
    '27.11.2026, 9:42:00',
    'Maria Kowalska',
    'konto: zmieniono',
    'dotyczy Jan Nowak',
    '20060',
    'Szczegóły',
  ]);
  await press('Szczegóły: konto: zmieniono, Maria Kowalska, 27.11.2026, 9:42:00');
  expect(rows().slice(1)).toEqual([
    ['Pole rola', 'Było konsultant', 'Jest kierownik'],
    ['Pole nazwa', 'Było Jan Nowak', 'Jest Jan Nowak-Lis'],
    ['Pole wyłączono', 'Było', 'Jest 27.11.2026, 9:42'],
    ['Pole widzi klientów', 'Było nie', 'Jest tak'],
  ]);
  expect(seen()).toContain('Poza tym zmieniono 1 pole techniczne.');
  expect(seen()).not.toMatch(/k20060-1|kierownik-20060|totp|consultant/);
  await press('Tylko zmiany tego samego');
  expect(asked.at(-1)).toEqual([{ ...ALL, staff: 'Kowalska', subject: 'account', thing: 'k20060-1' }, null]);
  await press('Pokaż znów wszystkie zmiany');
  await choose('Co', 'opening_plan');
  await press('Pokaż');
  expect(location.search).toBe('?staff=Kowalska&subject=opening_plan');
});

it('what only programs read is told as a change', async () => {
  const change: Change = { ...CHANGE, before: { state: 'in_force', settings: { a: 1 } }, after: { state: 'over', settings: { a: 2 } } };
  await show(ChangeLog, { api: { changes: async () => ({ rows: [change], after: null }) } }, '/change-log');
  await press('Szczegóły: konto: zmieniono, Maria Kowalska, 27.11.2026, 9:42:00');
  expect(rows().slice(1)).toEqual([
    ['Pole stan', 'Było zmieniono', 'Jest zmieniono'],
    ['Pole ustawienia', 'Było zmieniono', 'Jest zmieniono'],
  ]);
});
