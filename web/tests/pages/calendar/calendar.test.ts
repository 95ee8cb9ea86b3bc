// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Me } from '../../../src/api/session.svelte';
import Calendar from '../../../src/pages/calendar/Calendar.svelte';
import { webCalendarApi, type CalendarEntry, type NewEntry } from '../../../src/pages/calendar/calendar_api';
import { daysOfMonth, isMonth, monthAfter, nameOf } from '../../../src/pages/calendar/months';
import NearDays from '../../../src/todo/NearDays.svelte';
import { isoDay } from '../../../src/time/format';
import { dayAfter } from '../../../src/todo/calendar_days';
import { button, press, rows, seen, show, type } from '../../support/mounted';

const TRAINING: CalendarEntry = {
  id: 'szkolenie',
  kind: 'training',
  title: 'Szkolenie',
  first_day: '2026-12-07',
  last_day: '2026-12-08',
  begins: '09:00:00',
  ends: '12:30:00',
  offices: [],
  roles: ['consultant'],
  place: 'sala 12',
  led_by: 'Zespół WUP',
  details: '',
  version: 3,
  cancelled_at: null,
  changed_by: 'zespol',
  changed_at: '2026-11-24T09:00:00Z',
  may_change: true,
};

function me(reach: 'office' | 'province' | null): Me {
  const rights = { read_what_is_no_secret: 'province', ...(reach && { change_calendar: reach }) };
  return { username: 'ktoś', office: '20060', also_offices: [], rights } as unknown as Me;
}

type Asked = unknown[][];

function fakes(asked: Asked, ...entries: CalendarEntry[]) {
  return {
    api: {
      ...webCalendarApi,
      entries: async (...wanted: unknown[]) => (asked.push(wanted), entries),
      save: async (of: CalendarEntry | null, wanted: NewEntry) => (asked.push(['save', of?.version ?? 0, wanted]), { ...TRAINING, ...wanted }),
      cancel: async (entry: CalendarEntry) => (asked.push(['cancel', entry.version]), entry),
      restore: async (entry: CalendarEntry) => (asked.push(['restore', entry.version]), entry),
      changes: async () => [
        { at: '2026-11-24T09:00:00Z', account: 'zespol', before: { place: 'sala 10', version: 1 }, after: { place: 'sala 12', version: 2 } },
      ],
    },
  };
}

it('goes from month to month, and asks for its days', async () => {
  expect([monthAfter('2026-12'), monthAfter('2026-01', -1), daysOfMonth('2028-02'), nameOf('2026-12')]).toEqual([
    '2027-01',
    '2025-12',
    ['2028-02-01', '2028-02-29'],
    'grudzień 2026',
  ]);
  expect([isMonth('2026-12'), isMonth('2026-13'), isMonth('x')]).toEqual([true, false, false]);
  const asked: Asked = [];
  await show(Calendar, fakes(asked, TRAINING), '/calendar?month=2026-12', me(null));
  expect(asked).toEqual([['2026-12-01', '2026-12-31', false]]);
  expect(rows()[0]?.join(' ')).toMatch(/07\.12\.2026 – 08\.12\.2026 ?9:00–12:30.*Szkolenie.*konsultant \(wszystkie urzędy\).*sala 12.*Zespół WUP/);
  expect(() => button('Dodaj wpis')).toThrow();
  await press('Następny miesiąc');
  expect(asked.at(-1)).toEqual(['2027-01-01', '2027-01-31', false]);
});

it('enters for the own office what a supervisor adds, with hours as people type them', async () => {
  const asked: Asked = [];
  await show(Calendar, fakes(asked, TRAINING), '/calendar?month=2099-12', me('office'));
  await press('Dodaj wpis');
  await type('Tytuł', 'Narada');
  await type('Od godziny', '25:00');
  await press('Dodaj wpis');
  expect(seen()).toContain('Prosimy podać godzinę, na przykład 9:00.');
  await type('Od godziny', '8.30');
  await type('Do godziny', '9:00');
  await press('Dodaj wpis');
  const [, version, sent] = asked.find(([what]) => what === 'save') as [string, number, NewEntry];
  expect([version, sent.title, sent.first_day, sent.last_day, sent.begins, sent.ends, sent.offices]).toEqual([
    0,
    'Narada',
    '2099-12-01',
    '2099-12-01',
    '08:30',
    '09:00',
    ['20060'],
  ]);
});

it('calls off, says so, and tells who changed what', async () => {
  const asked: Asked = [];
  await show(Calendar, fakes(asked, TRAINING), '/calendar?month=2026-12&entry=szkolenie', me('province'));
  await press('Pokaż historię zmian');
  expect(seen()).toContain('Miejsce: sala 10 → sala 12');
  await press('Odwołaj');
  expect(asked).toContainEqual(['cancel', 3]);
  expect(seen()).toContain('Odwołano.');
});

it('shows what was called off, and brings it back', async () => {
  const asked: Asked = [];
  await show(Calendar, fakes(asked, { ...TRAINING, cancelled_at: '2026-11-25T09:00:00Z' }), '/calendar?month=2026-12&entry=szkolenie', me('province'));
  expect(seen()).toContain('odwołane');
  await press('Przywróć');
  expect(asked).toContainEqual(['restore', 3]);
});

it('stands beside the work that waits on the day it matters, and takes no room on others', async () => {
  const today = isoDay(Date.now());
  await show(NearDays, fakes([], { ...TRAINING, first_day: dayAfter(today), last_day: dayAfter(today) }));
  expect(seen()).toContain('jutro Szkolenie');
  await show(NearDays, fakes([], TRAINING, { ...TRAINING, id: 'drugi', first_day: today, last_day: today, title: 'Wdrożenie' }));
  expect(seen()).toContain('dziś Wdrożenie');
  await show(NearDays, fakes([]));
  expect(document.querySelectorAll('section')).toHaveLength(2); // of the two before
});
