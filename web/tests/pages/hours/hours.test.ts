// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import { plusDays, weekdayOf } from '../../../src/pages/hours/calendar';
import Hours from '../../../src/pages/hours/Hours.svelte';
import { LOOK_MS } from '../../../src/pages/hours/hours.svelte';
import type { CalendarDay, Days, Exception, HoursApi, NewPlan, Plan, State } from '../../../src/pages/hours/hours_api';
import { button, choose, field, press, rows, seen, settled, show, type } from '../../support/mounted';

const TODAY = '2026-11-24';
const USUAL = [{ begin: '07:30', end: '15:30' }];
const ME = {
  username: 'k',
  display_name: 'K',
  role: 'supervisor',
  office: '20060',
  also_offices: [],
  rights: { change_opening_hours: 'office' },
} as unknown as Me;

beforeEach(() => {
  sessionStorage.clear();
  vi.useFakeTimers({ now: Date.parse(`${TODAY}T09:00:00Z`), toFake: ['Date', 'setInterval', 'clearInterval'] });
  return () => vi.useRealTimers();
});

function state(more: Partial<State> = {}): State {
  const open = { outcome: 'open', reason_kind: 'plan', reason: 'zgodnie z planem tygodnia', queue: '20060', opening: null } as const;
  return { office: '20060', moment: `${TODAY}T09:00:00Z`, closes_at: `${TODAY}T14:30:00Z`, values: {}, told: null, ...open, ...more };
}

const SHUT: Partial<State> = {
  outcome: 'closed',
  queue: null,
  closes_at: null,
  opening: { begins: '2026-11-25T06:30:00Z', ends: '2026-11-25T14:30:00Z' },
  told: {
    number: '9510',
    outcome: 'closed',
    is_if_helped: false,
    prompts: [
      { prompt: 'H01', text: 'Konsultanci są dostępni od poniedziałku do piątku.' },
      { prompt: 'H08', text: 'Najbliższa rozmowa będzie możliwa jutro.' },
    ],
  },
};

const PLAN: Plan = {
  id: 'plan-1',
  purpose: 'all',
  week: { monday: USUAL, tuesday: USUAL, wednesday: USUAL, thursday: USUAL, friday: USUAL, saturday: [], sunday: [] },
  evening_pool: '20000',
  valid_from: '2026-01-01',
  last_day: null,
  changed_by: 'system',
  changed_at: '2026-01-01T00:00:00Z',
};

/** A web service that keeps what it is told. */
class Fake {
  plans: Plan[] = [PLAN];
  exceptions: Exception[] = [];
  asked: unknown[][] = [];
  made = 0;

  by(account: string): HoursApi {
    const at = () => new Date(Date.parse(`${TODAY}T09:00:00Z`) + ++this.made * 1000).toISOString();
    const put = (days: Days, replaces: string | null, changed_at = at()) => {
      const { first_day, last_day } = days;
      const row: Exception = {
        id: `exception-${this.made}`,
        first_day,
        last_day,
        days,
        replaces,
        changed_by: account,
        changed_at,
        removed_by: null,
        removed_at: null,
      };
      this.exceptions = [row, ...this.exceptions];
      return row;
    };
    const remove = (id: string, removed_at = at()) => {
      this.exceptions = this.exceptions.map((each) => (each.id === id ? { ...each, removed_by: account, removed_at } : each));
    };
    const check = (version: number, stands: number) => {
      if (version !== stands) throw new ApiError('stale_version', 'Dane zmieniły się.', 412);
    };
    const days = (year: number): CalendarDay[] =>
      Array.from({ length: 365 }, (_, place) => {
        const day = plusDays(`${year}-01-01`, place);
        const isOff = weekdayOf(day) > 4;
        return { day, kind: isOff ? 'closed' : 'open', spans: isOff ? [] : USUAL, evening: [], name: '' };
      });
    return {
      hours: async (office) => ({
        office,
        now: state(),
        plans: this.plans,
        exceptions: this.exceptions.filter((each) => each.removed_by === null),
        plans_version: this.plansVersion,
        exceptions_version: this.version,
      }),
      year: async (_, year) => days(year),
      at: async (office, moment, closing) => (this.asked.push(['at', office, moment, closing]), closing === undefined ? state() : state(SHUT)),
      plans: async () => this.plans,
      exceptions: async () => this.exceptions,
      pools: async () => [],
      holidays: async () => [{ day: '2026-12-26', name: 'Boże Narodzenie (drugi dzień)', is_saturday: true }],
      plan: async (_, wanted: NewPlan, version) => {
        check(version, this.plansVersion);
        const made = {
          ...PLAN,
          ...wanted,
          id: `plan-${this.plans.length + 1}`,
          valid_from: wanted.valid_from ?? TODAY,
          changed_by: account,
          changed_at: at(),
        } as Plan;
        this.plans = [made, ...this.plans];
        return made;
      },
      add: async (_, wanted, version) => (check(version, this.version), put(wanted, null)),
      change: async (_, id, wanted, version) => {
        check(version, this.version);
        const moment = at();
        remove(id, moment);
        return put(wanted, id, moment);
      },
      remove: async (_, id, version) => (check(version, this.version), remove(id)),
      restore: async (_, id, version) => {
        check(version, this.version);
        return put(this.exceptions.find((each) => each.id === id)!.days!, id);
      },
      closeEarly: async (_, from, text, version) => {
        check(version, this.version);
        put(
          {
            purpose: 'all',
            kind: 'other_hours',
            first_day: TODAY,
            last_day: TODAY,
            spans: [{ begin: '07:30', end: from }],
            text,
            in_lieu_of: null,
            closed_from: from,
          },
          null,
        );
      },
      openAgain: async (_, version) => {
        check(version, this.version);
        remove(this.exceptions.find((each) => each.days?.closed_from && each.removed_by === null)!.id);
      },
      speak: async (text) => (this.asked.push(['speak', text]), new Blob()),
    };
  }

  get plansVersion(): number {
    return this.plans.length;
  }

  get version(): number {
    return this.exceptions.length + this.exceptions.filter((each) => each.removed_by !== null).length;
  }
}

async function opened(address = '/hours', fake = new Fake(), me = ME): Promise<Fake> {
  await show(Hours, { api: fake.by('k') }, address, me);
  return fake;
}

it('closes at noon in two presses, after the announcement was shown, and takes it back in one', async () => {
  const fake = await opened();
  expect(seen()).toContain('Teraz czynne, do 15:30.');
  await press('Zamknij dziś wcześniej');
  await vi.waitFor(() => expect(fake.asked).toContainEqual(['at', '20060', `${TODAY}T11:00:00.000Z`, '12:00']));
  await settled();
  expect(field('Od której godziny').value).toBe('12:00');
  expect(seen()).toContain('Kto zadzwoni o 12:00, usłyszy');
  expect(seen()).toContain('Najbliższa rozmowa będzie możliwa jutro.');
  expect(seen()).toContain('Kto już czeka w kolejce, zostanie obsłużony');
  expect(fake.exceptions).toEqual([]);
  await press('Zamknij dziś od 12:00');
  expect(fake.exceptions[0]?.days?.closed_from).toBe('12:00');
  expect(seen()).toContain('Urząd jest dziś zamknięty od 12:00.');
  await press('Cofnij zamknięcie');
  expect(fake.exceptions[0]?.removed_by).toBe('k');
  expect(seen()).toContain('Cofnięto.');
  button('Zamknij dziś wcześniej');
});

it('does not close at a time that is over or none', async () => {
  const fake = await opened();
  await press('Zamknij dziś wcześniej');
  for (const [typed, said] of [
    ['9:00', 'Ta godzina już minęła.'],
    ['rano', 'Prosimy podać godzinę, na przykład 12:30.'],
  ] as const) {
    await type('Od której godziny', typed);
    await press(`Zamknij dziś od ${typed}`);
    expect(seen()).toContain(said);
  }
  expect(fake.exceptions).toEqual([]);
});

it('shows what a caller meets at an hour of a day', async () => {
  const fake = await opened();
  await press('środa, 25.11.2026, czynne według planu, 7:30–15:30');
  expect(fake.asked).toContainEqual(['at', '20060', '2026-11-25T11:00:00.000Z', undefined]);
  await press('15:00, czynne, zmienia się w tej godzinie');
  expect(fake.asked).toContainEqual(['at', '20060', '2026-11-25T14:00:00.000Z', undefined]);
  expect(seen()).toContain('Kto zadzwoni o 15:00');
  expect(seen()).toContain('trafi do kolejki: 20060');
});

it('goes through the days by the keyboard, one stop of the tabulator for all of them', async () => {
  await opened();
  const stops = () => [...document.querySelectorAll<HTMLElement>('[data-day]')].filter((each) => each.tabIndex === 0).map((each) => each.dataset.day);
  expect(stops()).toEqual([TODAY]);
  const key = async (name: string) => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
    await settled();
  };
  document.querySelector<HTMLElement>(`[data-day="${TODAY}"]`)?.focus();
  for (const name of ['ArrowDown', 'ArrowLeft', 'PageDown']) await key(name);
  expect((document.activeElement as HTMLElement).dataset.day).toBe('2026-12-30');
  expect(stops()).toEqual(['2026-12-30']);
});

it('plans hours from January, and says before it what changes', async () => {
  const fake = await opened('/hours?tab=plan');
  await press('Nowy plan od dnia…');
  expect(field('poniedziałek').value).toBe('7:30–15:30');
  await type('Obowiązuje od', '01.01.2027');
  await type('poniedziałek', 'rano');
  await press('Zaplanuj od 01.01.2027');
  expect(seen()).toContain('Prosimy podać godziny jak 7:30–15:30');
  await type('poniedziałek', '8-16');
  await press('Od wtorku do piątku jak w poniedziałek');
  expect(seen()).toContain('piątek: 7:30–15:30 → 8:00–16:00');
  await press('Zaplanuj od 01.01.2027');
  expect(fake.plans[0]).toMatchObject({ valid_from: '2027-01-01', evening_pool: '20000', week: { friday: [{ begin: '08:00', end: '16:00' }], saturday: [] } });
  expect(seen()).toContain('Zaplanowano godziny od 01.01.2027.');
  expect(rows()[0]?.join(' ')).toContain('pn. 7:30–15:30 → 8:00–16:00');
});

it('deletes an exception, gives it back at once, and from the list of those deleted', async () => {
  const fake = new Fake();
  const days: Days = {
    purpose: 'all',
    kind: 'closed',
    first_day: '2026-12-01',
    last_day: '2026-12-02',
    spans: [],
    text: 'remont',
    in_lieu_of: null,
    closed_from: null,
  };
  await fake.by('k').add('20060', days, 0);
  await opened('/hours?tab=exceptions', fake);
  await press('Usuń: 01.12.2026 – 02.12.2026');
  expect(seen()).toContain('Usunięto wyjątek');
  await press('Cofnij');
  expect(seen()).toContain('Przywrócono wyjątek');
  await press('Usuń: 01.12.2026 – 02.12.2026');
  await choose('Pokaż', 'removed');
  await press('Przywróć: 01.12.2026 – 02.12.2026');
  expect(fake.exceptions.filter((each) => each.removed_by === null)).toHaveLength(1);
  await press('Zmiany');
  expect(rows().map((cells) => cells[2]?.replace(/^Co /, ''))).toEqual([
    'przywrócony wyjątek',
    'usunięty wyjątek',
    'przywrócony wyjątek',
    'usunięty wyjątek',
    'nowy wyjątek',
    'plan tygodnia',
  ]);
});

it('gives a day off for a holiday on a Saturday, and other hours, with the days as they are typed', async () => {
  const fake = await opened();
  await press('Wyznacz dzień wolny za: Boże Narodzenie (drugi dzień)');
  await type('Pierwszy dzień', '28.12.2026');
  await type('Ostatni dzień', '28.12.2026');
  await press('Zapisz wyjątek');
  expect(fake.exceptions[0]?.days).toMatchObject({ kind: 'day_in_lieu', in_lieu_of: '2026-12-26', first_day: '2026-12-28' });
  expect(seen()).toContain('wyznaczono: 28.12.2026');
});

it('tells both of two who change the same, and loses nothing of what was typed', async () => {
  const fake = new Fake();
  await opened('/hours?tab=plan', fake);
  await press('Nowy plan od dnia…');
  await type('Obowiązuje od', '01.02.2027');
  await type('wtorek', '9-17');
  // Another account is faster.
  await fake.by('anna').plan('20060', { ...PLAN, week: PLAN.week!, valid_from: '2027-01-01' }, 1);
  await press('Zaplanuj od 01.02.2027');
  expect(seen()).toContain('Nie zapisano: ktoś inny zmienił te godziny w tym czasie.');
  expect(seen()).toContain('nowy plan tygodnia');
  expect(field('wtorek').value).toBe('9-17');
  await press('Zaplanuj od 01.02.2027');
  expect(fake.plans[0]).toMatchObject({ valid_from: '2027-02-01', changed_by: 'k' });
});

it('tells who looks that somebody else has changed something, by itself', async () => {
  const fake = await opened('/hours?tab=exceptions');
  await fake.by('anna').add('20060', { purpose: 'all', kind: 'closed', first_day: '2026-12-01', last_day: '2026-12-01', spans: [], text: 'remont' }, 0);
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  await settled();
  expect(seen()).toContain('nowy wyjątek, 10:00');
  expect(rows()[0]?.join(' ')).toContain('01.12.2026');
});

it('lets nobody change the hours of another office without the right', async () => {
  await opened('/hours?office=20610&tab=exceptions');
  expect(seen()).toContain('Godziny tego urzędu zmienia jego kierownik');
  expect([...document.querySelectorAll('button')].map((each) => each.textContent)).not.toContain('Nowy wyjątek');
  expect(seen()).not.toContain('Zamknij dziś wcześniej');
});
