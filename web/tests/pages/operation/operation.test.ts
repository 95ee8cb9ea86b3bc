// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { OperationAlarm, PastAlarmOut } from '../../../src/api/values';
import OperationPage from '../../../src/pages/operation/OperationPage.svelte';
import type { Alarm, Asterisk, Operation, OperationApi, PastAlarm } from '../../../src/pages/operation/operation_api';
import { bytes, pastMonths, span, valueOf } from '../../../src/pages/operation/told';
import Runbook from '../../../src/pages/runbook/Runbook.svelte';
import type { RunbookApi } from '../../../src/pages/runbook/runbook_api';
import type { Me } from '../../../src/api/session.svelte';
import { t } from '../../../src/words';
import { press, rows, seen, settled, show } from '../../support/mounted';

const AT = '2026-11-26T08:00:00Z';
const part = (name: Operation['parts'][number]['name'], more: object = {}) => ({
  name,
  is_alive: true,
  since: AT,
  version: '0.2.0 (aaaa)',
  late: null,
  ...more,
});
const alarm = (name: Alarm['name'], more: Partial<Alarm> = {}): Alarm => ({
  name,
  severity: 'now',
  about: '',
  value: null,
  since: AT,
  section: name.toLowerCase(),
  ...more,
});

const WELL: Operation = {
  looked_at: AT,
  version: '0.2.0 (aaaa)',
  watched_time: 900,
  parts: [
    part('asterisk', { version: null }),
    part('database', { version: '18.1', late: 0.004 }),
    part('ari_app', { late: 0.5 }),
    part('jobs', { is_alive: false, since: null, version: null }),
  ],
  machine: {
    disk_free: 50_000_000_000,
    recordings_free: null,
    spool: 4000,
    recordings_waiting: 0,
    certificate_left: 60 * 86_400,
    shed: 'nothing',
    use_of_processors: 0.25,
    lateness: 0.012,
    calls: 7,
  },
  alarms: [],
};

function fakes(is: Operation = WELL, past: PastAlarm[] = [], asterisks: Asterisk[] = []) {
  const looks: number[] = [];
  const api: OperationApi = {
    look: async () => (looks.push(1), is),
    asterisks: async () => asterisks.map((each) => ({ ...each })),
    drain: async (name, isDrained) => {
      for (const each of asterisks) if (each.name === name) each.is_drained = isDrained;
    },
    past: async () => past,
    publicFigures: async (month) => {
      if (month !== pastMonths('2026-11-26')[0]) throw new ApiError('month_not_ready', 'Ten miesiąc nie jest jeszcze gotowy.', 404);
      const none = { value: null, hidden: true };
      const count = { value: 120, hidden: false };
      const calls = { queue: count, self_service: none, closed: none, other: none, total: count };
      const queue = { answered_in_time: count, answered_later: none, abandoned: none, other: none, total: count };
      const kolno = { office: '20060', name: 'Kolno', calls, queue, answered_share: 91.5, abandoned_share: null, service_level: 80 };
      return { month, period: 'październik 2026', time_zone: 'Europe/Warsaw', note: 'Liczby mniejsze niż 5 są ukryte.', offices: [kolno] };
    },
  };
  return { given: { api, everyMs: 5 }, looks };
}

it('says of a centre that is well that it is well', async () => {
  await show(OperationPage, fakes().given, '/operation');
  expect(seen()).toContain('Nie ma żadnego alarmu.');
  expect(seen()).toContain('W tych dniach nie było takich alarmów.');
  expect(seen()).not.toContain('będzie wiedzieć wszystko');
});

it('an alarm has its words, its beginning and the way to what the runbook says', async () => {
  const alarms = [
    alarm('CertificateEnds', { value: 3 * 86_400 }),
    alarm('EmergencyPathAway', { about: 'watchdog', severity: 'today' }),
    alarm('CallersWaitLong', { about: '20060', value: 1000 }),
  ];
  const past: PastAlarm[] = [{ name: 'CallsFail', began_at: AT, ended_at: '2026-11-26T08:10:00Z', cases: 5 }];
  await show(OperationPage, fakes({ ...WELL, alarms, watched_time: 300 }, past).given, '/operation');
  expect(seen()).toContain('Certyfikat traci ważność za 3 dni');
  expect(seen()).toContain('nie działa: Strażnik.');
  expect(seen()).toContain('najdłużej czekająca osoba czeka 16 min 40 s');
  expect(seen()).toContain('Alarmy (3)');
  expect(seen()).toContain('będzie wiedzieć wszystko za 10 min');
  const links = [...document.querySelectorAll('a')].map((each) => each.getAttribute('href'));
  expect(links).toEqual(expect.arrayContaining(['/runbook?section=certificateends', '/runbook?section=callsfail']));
  expect(rows()[0]?.join(' ')).toContain('10 min');
});

it('every alarm has a sentence, with and without a value', () => {
  for (const name of OperationAlarm.name) {
    for (const value of [null, 1000]) {
      const told = valueOf(name, value, t.operation.days);
      expect(t.operation.alarms[name](told, 'Kolno'), name).toMatch(/\.$/);
    }
  }
  for (const name of PastAlarmOut.name) expect(t.operation.past[name]).not.toBe('');
});

it('each process says whether it lives, since when, and whether it is of another version', async () => {
  const parts = [...WELL.parts, part('watchdog', { version: '0.1.9 (bbbb)' })];
  await show(OperationPage, fakes({ ...WELL, parts }).given, '/operation?tab=parts');
  const told = rows().map((row) => row.join(' '));
  expect(told.find((row) => row.includes('Baza danych'))).toMatch(/18\.1.*odpowiedź po 0,0 s/);
  expect(told.find((row) => row.includes('Baza danych'))).not.toContain('inna wersja');
  expect(told.find((row) => row.includes('Prace w tle'))).toContain('nie działa');
  expect(told.find((row) => row.includes('Strażnik'))).toContain('inna wersja');
  expect(told.find((row) => row.includes('Aplikacja połączeń'))).not.toContain('inna wersja');
  expect(seen()).toContain('50 GB');
  expect(seen()).toContain('25 %');
});

it('looks again by itself while somebody sees it, and never while nobody does', async () => {
  const { given, looks } = fakes();
  await show(OperationPage, given, '/operation');
  await expect.poll(() => looks.length).toBeGreaterThan(2);
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  const before = looks.length;
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(looks.length).toBeLessThanOrEqual(before + 1); // one was on its way
  Object.defineProperty(document, 'hidden', { value: false, configurable: true });
});

it('shows what the public gets, hidden counts as hidden', async () => {
  await show(OperationPage, fakes().given, '/operation?tab=public&month=2026-10');
  await settled();
  expect(seen()).toMatch(/120|Ten miesiąc nie jest jeszcze gotowy/);
});

it('the runbook opens at the section of an alarm', async () => {
  const titles = [
    { id: 'applicationaway', title: 'ApplicationAway', group: 'Processes' },
    { id: 'somebody-is-hired', title: 'Somebody is hired', group: 'People' },
  ];
  const api: RunbookApi = {
    titles: async () => titles,
    section: async (id) => {
      const found = titles.find((title) => title.id === id);
      if (found === undefined) throw new ApiError('not_found', 'Tego rozdziału instrukcji nie ma.', 404);
      return { ...found, html: '<p><strong>Do</strong>: restart it.</p>' };
    },
  };
  await show(Runbook, { api }, '/runbook?section=applicationaway');
  expect(document.querySelector('article')?.textContent).toContain('restart it');
  expect(document.querySelector('[aria-current]')?.textContent).toBe('ApplicationAway');
  await show(Runbook, { api }, '/runbook?section=no-such');
  expect(seen()).toContain('Tego rozdziału instrukcji nie ma.');
  await press('Spróbuj ponownie');
});

it('says sizes, times and months as people do', () => {
  expect([bytes(1_400_000_000), bytes(50e9), bytes(4000)]).toEqual(['1,4 GB', '50 GB', '0,0 MB']);
  expect(span(3 * 86_400, t.operation.days)).toBe('3 dni');
  expect(span(3700, t.operation.days)).toBe('1 h 01 min');
  expect(pastMonths('2026-01-15').slice(0, 2)).toEqual(['2025-12', '2025-11']);
  expect(pastMonths('2026-11-26')).toHaveLength(12);
});

const MAY_DRAIN = { username: 'technik', rights: { see_operation: 'province', drain_asterisks: 'province' } } as unknown as Me;

it('one of several exchanges is drained by whoever may, and takes calls again', async () => {
  const both: Asterisk[] = [
    { name: 'a', state: 'up', calls: 3, is_drained: false },
    { name: 'b', state: 'gone', calls: 0, is_drained: false },
  ];
  const stateOf = (name: string) => rows().find((row) => row[0] === `Centrala ${name}`)?.[1];
  await show(OperationPage, fakes(WELL, [], both).given, '/operation?tab=parts');
  await expect.poll(() => stateOf('b')).toBe('Stan nie działa');
  expect(document.querySelector('[aria-label^="Opróżnij"]')).toBeNull();
  await show(OperationPage, fakes(WELL, [], both).given, '/operation?tab=parts', MAY_DRAIN);
  await expect.poll(() => document.querySelector('[aria-label="Opróżnij centralę a"]')).not.toBeNull();
  await press('Opróżnij centralę a');
  await expect.poll(() => stateOf('a')).toBe('Stan opróżniana');
  expect(seen()).toContain('Centrala a nie dostaje już nowych połączeń.');
  await press('Przyjmuj połączenia w centrali a');
  await expect.poll(() => both[0]?.is_drained).toBe(false);
});
