// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import CallerMatches from '../../../src/pages/desk/CallerMatches.svelte';
import type { Matches } from '../../../src/pages/desk/client_side_api';
import { FakeClients, gone } from '../../client_card/fakes';
import { seen, show } from '../../support/mounted';

const OFFER: Matches['offers'][number] = {
  id: 'offer-1',
  position: 'Spawacz',
  town: 'Kolno',
  employer_name: 'Tartak Kolno',
  pay_from: 520000,
  pay_to: null,
  pay_unit: 'month',
  valid_until: '2026-12-24',
  is_verified: true,
  score: 91,
  match_pl: 'Ten sam zawód, ten sam powiat.',
  referral: null,
};

async function shown(api: FakeClients): Promise<string> {
  await show(CallerMatches as never, { client: 'client-anna', call: 'call-1', api } as never);
  return seen();
}

it('tells why each fits, and what came of a referral to it, by one look', async () => {
  const api = new FakeClients();
  api.matchesAre = {
    offers: [
      { ...OFFER, referral: { given_on: '2026-11-02', state: 'refused', outcome: 'Nie podjęła' } },
      { ...OFFER, id: 'offer-2', is_verified: false, referral: { given_on: null, state: 'given', outcome: null } },
    ],
    trainings: [
      {
        id: 'training-1',
        title: 'Spawanie',
        town: 'Kolno',
        starts_on: '2026-12-20',
        sign_up_until: '2026-12-10',
        free: 3,
        score: 60,
        match_pl: 'Ta sama grupa zawodów.',
        referral: null,
      },
    ],
    sees_referrals: true,
  };
  const text = await shown(api);
  for (const words of [
    'Ten sam zawód, ten sam powiat. · Tartak Kolno',
    ': Nie podjęła',
    'niesprawdzona',
    'Skierowanie: wydane, bez wyniku',
    'Ta sama grupa zawodów.',
    'wolne miejsca: 3',
  ])
    expect(text).toContain(words);
  expect([...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([
    '/offers?offer=offer-1',
    '/offers?offer=offer-2',
    '/trainings?training=training-1',
  ]);
  expect(api.count('matches')).toBe(1);
});

it('says that nothing fits, and offers to ask again where that failed', async () => {
  const api = new FakeClients();
  api.failNext('matches', gone(503, 'data_unavailable', 'Baza nie odpowiada.'));
  expect(await shown(api)).toContain('Baza nie odpowiada.');
});
