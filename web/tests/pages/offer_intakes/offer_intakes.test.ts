// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import type { AgentLive } from '../../../src/live/protocol';
import type { Decision, Intake, IntakesApi, Typed } from '../../../src/pages/offer_intakes/intakes_api';
import OfferIntakes from '../../../src/pages/offer_intakes/OfferIntakes.svelte';
import { field, press, seen, settled, show, type } from '../../support/mounted';

const EMPTY = { is_employer_told: true, apply_to: 'office', kind: 'work', pay_unit: 'month', places: '1', position: '' } as Typed;
const DRAFT: Intake = {
  id: 'intake-1',
  office: '20060',
  state: 'draft',
  position: '',
  employer: '',
  town: '',
  begun_by: 'k20060-1',
  begun_at: '2026-11-26T08:00:00Z',
  changed_at: '2026-11-26T08:00:00Z',
  submitted_at: null,
  decided_by: null,
  decided_at: null,
  reason: null,
  offer_id: null,
  may_decide: false,
  typed: EMPTY,
  occupation_name: null,
  doubts: [],
  version: 1,
};
const ME = { username: 'k20060-1', role: 'consultant', office: '20060', also_offices: [], rights: { serve_employers: 'office' } } as unknown as Me;
const TALKING = new Map([['k20060-1', { call: { id: 'call-7' } } as unknown as AgentLive]]);

class FakeIntakes implements IntakesApi {
  asked: unknown[][] = [];
  is = DRAFT;
  fails: Error | null = null;

  async list() {
    return [this.is];
  }
  async begin(call: string | null) {
    this.asked.push(['begin', call]);
    return this.is;
  }
  async view() {
    return this.is;
  }
  async save(_id: string, typed: Typed, version: number) {
    this.asked.push(['save', typed, version]);
    this.is = { ...this.is, typed, position: typed.position ?? '', version: version + 1 };
    return this.is;
  }
  async submit({ version }: Intake) {
    this.asked.push(['submit', version]);
    if (this.fails) throw this.fails;
    this.is = { ...this.is, state: 'submitted', version: version + 1 };
    return this.is;
  }
  async decide({ version }: Intake, state: Decision, reason: string) {
    this.asked.push(['decide', state, reason]);
    this.is = { ...this.is, state, may_decide: false, version: version + 1 };
    return this.is;
  }
  async withdraw({ version }: Intake, reason: string) {
    this.asked.push(['withdraw', version, reason]);
    this.is = { ...this.is, state: 'withdrawn' };
    return this.is;
  }
  async employers(typed: string) {
    this.asked.push(['employers', typed]);
    return [{ name: 'Tartak Kolno', town: 'Kolno', nip: '5260250274', regon: null }];
  }
  async occupations() {
    return [
      { code: '721204', name: 'Spawacz MAG' },
      { code: '721290', name: 'Pozostali spawacze' },
    ];
  }
  async gminas() {
    return [{ teryt: '2006011', name: 'Kolno', kind: 'town' as const, office: '20060' }];
  }
  did = (what: string) => this.asked.filter(([each]) => each === what);
}

const OPENED = '/offer-intakes?intake=intake-1';
let api: FakeIntakes;
beforeEach(() => (api = new FakeIntakes()));

async function key(label: string, pressed: string, more: KeyboardEventInit = {}) {
  field(label).dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true, ...more }));
  await settled();
}

async function found(label: string, typed: string) {
  await type(label, typed);
  await vi.waitFor(async () => {
    await settled();
    expect(document.querySelectorAll('[role=option]').length).toBeGreaterThan(0);
  });
}

it('begins one in the own conversation, with the focus in its first field', async () => {
  await show(OfferIntakes, { api }, '/offer-intakes', ME, TALKING);
  await press('Nowa oferta');
  expect(api.did('begin')).toEqual([['begin', 'call-7']]);
  expect(document.activeElement).toBe(field('NIP'));
});

it('a known employer and an occupation are found as one types, by keyboard', async () => {
  await show(OfferIntakes, { api }, OPENED, ME);
  await found('NIP', 'tart');
  await key('NIP', 'ArrowDown');
  await key('NIP', 'Enter');
  expect(field('NIP').value).toBe('5260250274');
  expect(field('Nazwa pracodawcy').value).toBe('Tartak Kolno');
  await found('Zawód', 'spaw');
  await key('Zawód', 'ArrowUp');
  await key('Zawód', 'Enter');
  expect(field('Zawód').value).toBe('721290 Pozostali spawacze');
  await key('Stanowisko', 'Enter', { ctrlKey: true });
  expect(api.did('save').at(-1)?.[1]).toMatchObject({ nip: '5260250274', employer: 'Tartak Kolno', employer_town: 'Kolno', occupation: '721290' });
  expect(api.did('submit')).toHaveLength(1);
  expect(seen()).toContain('Oferta czeka na sprawdzenie przez inną osobę.');
});

it('what the server says is missing stands at its field and in the summary, and what was typed stays', async () => {
  await show(OfferIntakes, { api }, OPENED, ME);
  await type('Stanowisko', 'Spawacz');
  api.fails = new ApiError('invalid', 'Oferta nie jest jeszcze kompletna.', 422, [{ field: 'town', message: 'Prosimy podać miejscowość pracy.' }]);
  await press('Przekaż do sprawdzenia');
  expect(seen()).toContain('Miejscowość pracy: Prosimy podać miejscowość pracy.');
  expect(field('Miejscowość pracy').getAttribute('aria-invalid')).toBe('true');
  await type('Miejscowość pracy', 'Kolno');
  expect(field('Miejscowość pracy').getAttribute('aria-invalid')).toBe(null);
  expect(field('Stanowisko').value).toBe('Spawacz');
});

it('who has written of it decides nothing; another one verifies it, or says what is missing', async () => {
  api.is = { ...DRAFT, state: 'submitted', position: 'Spawacz' };
  await show(OfferIntakes, { api }, OPENED, ME);
  expect(seen()).toContain('sprawdzi ktoś inny');
  expect(seen()).not.toContain('Odrzuć ofertę');
});

it('a second person sees doubts, gives a reason where one is needed, and verifies', async () => {
  api.is = { ...DRAFT, state: 'submitted', position: 'Spawacz', may_decide: true, doubts: ['„Kobieta”: oferta nie może wskazywać płci ani wieku.'] };
  await show(OfferIntakes, { api }, OPENED, ME);
  expect(seen()).toContain('nie może wskazywać płci');
  await press('Odrzuć ofertę');
  await press('Odrzuć ofertę');
  expect(api.did('decide')).toEqual([]);
  await type('Powód', 'dyskryminacja');
  await press('Odrzuć ofertę');
  expect(api.did('decide')).toEqual([['decide', 'rejected', 'dyskryminacja']]);
});

it('withdraws what an employer does not want any more', async () => {
  api.is = { ...DRAFT, state: 'verified', position: 'Spawacz', version: 5 };
  await show(OfferIntakes, { api }, OPENED, ME);
  await press('Wycofaj');
  await type('Powód', 'zajęte');
  await press('Wycofaj');
  expect(api.did('withdraw')).toEqual([['withdraw', 5, 'zajęte']]);
  expect(seen()).toContain('Oferta jest wycofana.');
});
