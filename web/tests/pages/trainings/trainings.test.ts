// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import type { ClientApi } from '../../../src/client_card/client_api';
import { priceOf, seatsOf } from '../../../src/pages/trainings/told';
import Trainings from '../../../src/pages/trainings/Trainings.svelte';
import type { Enrolment, Training, TrainingFilter, TrainingIn, TrainingsApi } from '../../../src/pages/trainings/trainings_api';
import { check, press, rows, seen, show, type } from '../../support/mounted';

const ONE: Training = {
  id: 'wozki',
  office: '20060',
  title: 'Wózki jezdniowe',
  town: 'Kolno',
  hours: 60,
  starts_on: '2027-02-01',
  sign_up_until: '2027-01-20',
  ends_on: null,
  occupation: null,
  institution_id: null,
  institution: null,
  programme: '',
  place: '',
  for_whom: '',
  certificate: '',
  mode: 'stationary',
  seats: 12,
  taken: 9,
  waiting: 0,
  price: null,
  cancelled_at: null,
  version: 4,
};
const ANNA: Enrolment = {
  id: 'enrolment-1',
  client_id: 'client-anna',
  office: '20060',
  place: 1,
  state: 'enrolled',
  asked_until: null,
  signed_up_at: '2026-11-26T08:00:00Z',
  first_name: 'Anna',
  last_name: 'Nowak',
};
const ASKED: Enrolment = { ...ANNA, id: 'enrolment-2', place: 2, state: 'asked', asked_until: '2026-11-28T09:00:00Z', first_name: null, last_name: null };

function account(...rights: string[]): Me {
  return {
    username: 'k',
    role: 'supervisor',
    office: '20060',
    also_offices: [],
    rights: Object.fromEntries(rights.map((each) => [each, 'office'])),
  } as unknown as Me;
}

class FakeTrainings implements TrainingsApi {
  asked: unknown[][] = [];
  is = ONE;
  fails: Error | null = null;

  async list(wanted: TrainingFilter) {
    this.asked.push(['list', wanted]);
    return [this.is];
  }
  async view() {
    return this.is;
  }
  async save(id: string, training: TrainingIn, version: number) {
    this.asked.push(['save', id, training, version]);
    return { ...this.is, id, title: training.title };
  }
  async cancel({ version }: Training) {
    this.asked.push(['cancel', version]);
    this.is = { ...this.is, cancelled_at: '2026-11-26T08:00:00Z' };
    return this.is;
  }
  async institutions() {
    return [];
  }
  async enrolments() {
    this.asked.push(['enrolments']);
    return [ANNA, ASKED];
  }
  async enrol(...given: [string, string, string | null]) {
    this.asked.push(['enrol', ...given]);
    if (this.fails) throw this.fails;
    return { id: 'enrolment-3', place: 3, state: 'waiting' as const, asked_until: null };
  }
  async resign(id: string) {
    this.asked.push(['resign', id]);
    return { id, place: 1, state: 'resigned' as const, asked_until: null };
  }
  async answer(id: string, takesIt: boolean) {
    this.asked.push(['answer', id, takesIt]);
    return { id, place: 2, state: takesIt ? ('enrolled' as const) : ('declined' as const), asked_until: null };
  }
  did = (what: string) => this.asked.filter(([each]) => each === what);
}

const clients = {
  find: async () => ({ clients: [{ id: 'client-ewa', first_name: 'Ewa', last_name: 'Lis', birth_date: null, office: '20060' }], after: null }),
} as unknown as ClientApi;
const OPENED = '/trainings?training=wozki';
let api: FakeTrainings;
beforeEach(() => (api = new FakeTrainings()));

it('who may neither edit nor enrol sees the training, and no list of people', async () => {
  await show(Trainings, { api, clients }, OPENED, account('see_offers'));
  expect(rows()[0]?.join(' ')).toContain('3 wolne miejsca z 12');
  for (const act of ['Nowe szkolenie', 'Zapisz klienta', 'Odwołaj', 'Pokaż listę osób']) expect(seen()).not.toContain(act);
});

it('another office changes nothing, and what is of the province takes its reach', async () => {
  api.is = { ...ONE, office: null };
  await show(Trainings, { api, clients }, OPENED, account('see_offers', 'edit_trainings'));
  expect(seen()).not.toContain('Odwołaj');
});

it('looks at people only when it is asked to, then takes one out and an answer in', async () => {
  await show(Trainings, { api, clients }, OPENED, account('see_offers', 'enrol_clients'));
  expect(api.did('enrolments')).toEqual([]);
  await press('Pokaż listę osób');
  expect(seen()).toContain('nazwiska nie widać');
  await press('Przyjmuje miejsce: nazwiska nie widać');
  await press('Wypisz: Anna Nowak');
  await press('Wypisz');
  expect(api.did('answer')).toEqual([['answer', 'enrolment-2', true]]);
  expect(api.did('resign')).toEqual([['resign', 'enrolment-1']]);
  expect(seen()).toContain('O wolne miejsce pytamy następną.');
});

it('enrols nobody who was not chosen or has not agreed', async () => {
  await show(Trainings, { api, clients }, OPENED, account('see_offers', 'enrol_clients'));
  await press('Zapisz klienta');
  await press('Zapisz na szkolenie');
  expect(seen()).toContain('Prosimy najpierw znaleźć i wskazać klienta.');
  expect(seen()).toContain('Zapisać można tylko kogoś, kto się zgodził.');
  await type('Kogo szukamy', 'Ewa Lis');
  await press('Szukaj');
  document.querySelector<HTMLButtonElement>('dialog li button')?.click();
  await check('Klient zgodził się na zapis');
  api.fails = new ApiError('reason_needed', 'Prosimy podać powód.', 409);
  await press('Zapisz na szkolenie');
  expect(seen()).toContain('Prosimy podać powód.');
  api.fails = null;
  await type('Powód', 'prosiła listem');
  await press('Zapisz na szkolenie');
  expect(api.did('enrol').at(-1)).toEqual(['enrol', 'wozki', 'client-ewa', 'prosiła listem']);
  expect(seen()).toContain('Klient czeka na liście, numer 3.');
});

it('enters a training with what may be missing, and calls one off', async () => {
  await show(Trainings, { api, clients }, OPENED, account('see_offers', 'edit_trainings'));
  await press('Zmień');
  await type('Liczba miejsc', 'dużo');
  await press('Zapisz zmiany');
  expect(api.did('save')).toEqual([]);
  await type('Liczba miejsc', '15');
  await type('Cena za osobę, zł', '12,50');
  await press('Zapisz zmiany');
  expect(api.did('save')).toMatchObject([['save', 'wozki', { seats: 15, price: 1250, office: '20060', ends_on: null, occupation: null }, 4]]);
  await press('Odwołaj');
  await press('Odwołaj szkolenie');
  expect(api.did('cancel')).toEqual([['cancel', 4]]);
  expect(seen()).toContain('odwołane');
});

it('tells seats and prices in words', () => {
  expect(seatsOf({ seats: null, taken: 0, waiting: 0 })).toBe('zapisy prowadzi urząd albo instytucja');
  expect(seatsOf({ seats: 2, taken: 3, waiting: 4 })).toBe('0 wolnych miejsc z 2, czeka 4');
  expect(priceOf({ price: 0 })).toBe('bez opłat');
});
