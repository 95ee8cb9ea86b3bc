// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { Me } from '../../../src/api/session.svelte';
import type { WorkCounts } from '../../../src/data/work_counts.svelte';
import Home from '../../../src/pages/home/Home.svelte';
import type { FirstStep, HomeApi } from '../../../src/pages/home/home_api';
import { placeOf } from '../../../src/pages/home/steps';
import { press, seen, settled, show } from '../../support/mounted';

const ADMINISTRATOR = {
  username: 'j.kowalska',
  display_name: 'Janina Kowalska',
  office_name: 'WUP',
  role: 'administrator',
  rights: { manage_offices: 'province', manage_accounts: 'province', manage_agents: 'province', read_what_is_no_secret: 'province' },
} as unknown as Me;
const AUDITOR = { ...ADMINISTRATOR, role: 'auditor', rights: { read_what_is_no_secret: 'province' } } as unknown as Me;

const step = (name: FirstStep['name'], more: Partial<FirstStep> = {}): FirstStep => ({
  name,
  is_done: false,
  count: 0,
  of: 1,
  missing: [],
  as_shipped: 0,
  ...more,
});
const STEPS = [
  step('second_person', { is_done: true, count: 2, of: 2 }),
  step('offices', { count: 13, of: 15, missing: ['20060', '20080', '20010', '20020', '20030', '20040'] }),
  step('consultants'),
];

const counts = (...all: WorkCounts['all'][number][]) => ({ isKnown: true, all });
const api = (steps: FirstStep[] | ApiError, alarms = 0): HomeApi & { asked: number } => ({
  asked: 0,
  alarms: async () => alarms,
  async firstSteps() {
    this.asked += 1;
    if (steps instanceof ApiError) throw steps;
    return steps;
  },
});

it('leads a fresh installation: what is done, what is next, what is missing and where', async () => {
  await show(Home, { api: api(STEPS), counts: counts() }, '/home', ADMINISTRATOR);
  expect(seen()).toContain('Zrobione 1 z 3');
  expect(seen()).toContain('Brakuje: 20060, 20080, 20010, 20020 i 2 innych');
  const next = [...document.querySelectorAll('li.next')].map((each) => each.textContent);
  expect(next).toHaveLength(1);
  expect(next[0]).toContain('Adresy i telefony urzędów');
  expect([...document.querySelectorAll('ol a')].map((each) => each.getAttribute('href'))).toContain('/consultants');
  expect(seen()).toContain('Nic nie czeka na Państwa działanie.');
});

it('the steps go away when all are done', async () => {
  await show(Home, { api: api(STEPS.map((each) => ({ ...each, is_done: true }))), counts: counts() }, '/home', ADMINISTRATOR);
  expect(seen()).not.toContain('Pierwsze kroki');
});

it('whoever sets nothing up is not asked for, and finds what waits', async () => {
  const asked = api(STEPS, 2);
  await show(Home, { api: asked, counts: counts({ kind: 'second_person', open: 2, mine: 1, late: 1 }) }, '/home', AUDITOR);
  expect(asked.asked).toBe(0);
  expect(seen()).not.toContain('alarm');
  expect(seen()).toContain('Czeka na drugą osobę 2 sprawy u Państwa 1 po terminie 1');
  expect(document.querySelector('a[href="/todo?kind=second_person"]')).not.toBeNull();
  expect(seen()).not.toContain('Przyjąć albo zwolnić konsultanta');
});

it('tells who sees to the operation of its alarms', async () => {
  const technician = { ...AUDITOR, role: 'technician', rights: { read_what_is_no_secret: 'province', see_operation: 'province' } } as unknown as Me;
  await show(Home, { api: api(STEPS, 2), counts: counts() }, '/home', technician);
  expect(document.querySelector('a[href="/operation"]')?.textContent).toContain('W pracy systemu 2 alarmy');
});

it('a failure is told, with another try', async () => {
  const failing = api(new ApiError('centre_unavailable', 'Centrum nie odpowiada.', 503));
  await show(Home, { api: failing, counts: counts() }, '/home', ADMINISTRATOR);
  expect(seen()).toContain('Centrum nie odpowiada.');
  await press('Spróbuj ponownie');
  await settled();
  expect(failing.asked).toBe(2);
});

it('every step has a place', () => {
  expect(STEPS.map(placeOf).every((path) => path.startsWith('/'))).toBe(true);
});
