// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import Interests from '../../../src/pages/interests/Interests.svelte';
import type { Channel, Interest, InterestsApi, PersonOfInterest, Said } from '../../../src/pages/interests/interests_api';
import { button, press, seen, show } from '../../support/mounted';

const EWA: PersonOfInterest = {
  person: {
    id: 'client-ewa',
    office: '20060',
    first_name: 'Ewa',
    last_name: 'Lis',
    gmina_name: 'Kolno',
    ring: null,
    status: 'unemployed',
    since: '2026-01-02',
    qualifications: [],
    score: null,
    match_pl: null,
    why_not_pl: null,
  },
  answer: null,
  channel: null,
  gives: [],
  asked_at: null,
  answered_at: null,
};
const WISH: Interest = {
  id: 'interest-1',
  office: '20060',
  employer: 'Mleczarnia',
  town: 'Kolno',
  position: 'Spawacz',
  occupation: '7212',
  state: 'open',
  since: '2026-12-01T09:00:00Z',
  message: 'Jedna zmiana',
  contact: 'Anna Kowal, 86 215 00 00',
  years: null,
  licences: [],
  languages: [],
  people: [EWA],
  has_more: false,
};

class FakeInterests implements InterestsApi {
  viewed: string[] = [];
  did: unknown[] = [];
  is: Interest = WISH;

  async list() {
    return [this.is];
  }
  async view(id: string) {
    this.viewed.push(id);
    return this.is;
  }
  async ask(_id: string, client: string, channel: Channel) {
    this.did.push([client, channel]);
    return (this.is = { ...this.is, people: [{ ...EWA, answer: 'asked', channel }] });
  }
  async answer(_id: string, client: string, said: Said) {
    this.did.push([client, said]);
    return (this.is = { ...this.is, people: [{ ...EWA, answer: said.answer, channel: 'phone', gives: said.gives ?? [] }] });
  }
  async close(id: string) {
    this.did.push(id);
    return (this.is = { ...this.is, state: 'given' });
  }
}

let api: FakeInterests;
beforeEach(() => {
  api = new FakeInterests();
});

it('shows nobody before an interest is opened', async () => {
  await show(Interests, { api }, '/interests');
  expect(seen()).toContain('Mleczarnia');
  expect(api.viewed).toEqual([]);
  expect(seen()).not.toContain('Ewa Lis');
});

it('asks, writes the answer down and is closed when nobody is awaited', async () => {
  await show(Interests, { api }, '/interests?interest=interest-1');
  await press('Pytam telefonicznie: Ewa Lis');
  expect(button('Zamknij pytanie pracodawcy').disabled).toBe(true);
  await press('Zgoda: telefon: Ewa Lis');
  expect(seen()).toContain('zgadza się');
  await press('Zamknij pytanie pracodawcy');
  expect(api.did).toEqual([['client-ewa', 'phone'], ['client-ewa', { answer: 'agreed', gives: ['phone'] }], 'interest-1']);
});

it('lets somebody take the consent back', async () => {
  api.is = { ...WISH, state: 'given', people: [{ ...EWA, answer: 'agreed', channel: 'phone', gives: ['phone'] }] };
  await show(Interests, { api }, '/interests?shown=over&interest=interest-1');
  await press('Wycofuje zgodę: Ewa Lis');
  expect(api.did).toEqual([['client-ewa', { answer: 'refused', gives: [] }]]);
});
