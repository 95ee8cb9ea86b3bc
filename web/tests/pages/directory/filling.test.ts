// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Me } from '../../../src/api/session.svelte';
import { Names } from '../../../src/data/names.svelte';
import { webKnowledgeApi, type PlaceOffice } from '../../../src/knowledge/knowledge_api';
import type { CardApi, CardSent, PlaceCard } from '../../../src/pages/directory/card_api';
import Directory from '../../../src/pages/directory/Directory.svelte';
import { field, press, seen, show, type } from '../../support/mounted';

const NOTHING = { telephone: null, email: null, page: null, certainty: null, checked_on: null };
const SEJNY: PlaceOffice = {
  code: '20090',
  name: 'PUP Sejny',
  seat: 'Sejny',
  is_province: false,
  days: [],
  moves: [],
  branches: [],
  postal_code: '16-500',
  address: null,
  ...NOTHING,
};
const KOLNO: PlaceOffice = { ...SEJNY, code: '20060', name: 'PUP Kolno', seat: 'Kolno', postal_code: '18-500' };
const CARD: PlaceCard = { place: '20090', name: 'PUP Sejny', office: '20090', version: 3, postal_code: '16-500', address: null, ...NOTHING };

vi.spyOn(Names.prototype, 'ask').mockResolvedValue();

const editor = (reach: 'office' | 'province') =>
  ({ username: 'redaktor', office: '20090', also_offices: [], rights: { edit_articles: reach } }) as unknown as Me;

function fakes(save: (sent: CardSent, version: number) => PlaceCard): CardApi & { read: ReturnType<typeof vi.fn> } {
  return { read: vi.fn(async () => CARD), save: async (_place, sent, version) => save(sent, version) };
}

const buttons = () =>
  [...document.querySelectorAll('button')].map((each) => each.getAttribute('aria-label') ?? '').filter((name) => name.startsWith('Uzupełnij'));

it('lets an editor fill in the street and telephone of the own office, and says so', async () => {
  const places = vi.spyOn(webKnowledgeApi, 'places').mockResolvedValue([SEJNY, KOLNO]);
  const sent: [CardSent, number][] = [];
  const cards = fakes((wanted, version) => {
    sent.push([wanted, version]);
    return { ...CARD, address: wanted.address ?? null };
  });
  await show(Directory as never, { cards } as never, '/directory', editor('office'));
  expect(buttons()).toEqual(['Uzupełnij dane: PUP Sejny']);
  await press('Uzupełnij dane: PUP Sejny');
  expect(field('Kod pocztowy').value).toBe('16-500');
  await type('Ulica i numer', 'ul. Piłsudskiego 34');
  await type('Telefon', '87 517 00 00');
  await press('Zapisz dane');
  expect(sent).toEqual([[{ ...NOTHING, postal_code: '16-500', address: 'ul. Piłsudskiego 34', telephone: '87 517 00 00' }, 3]]);
  expect(seen()).toContain('Zapisano: PUP Sejny.');
  expect(places).toHaveBeenCalledTimes(2);
});

it.each([
  ['an editor of the province every card', editor('province'), 2],
  ['who edits nothing none', { ...editor('office'), rights: {} } as Me, 0],
])('lets %s', async (_who, me, count) => {
  vi.spyOn(webKnowledgeApi, 'places').mockResolvedValue([SEJNY, KOLNO]);
  await show(Directory as never, { cards: fakes(() => CARD) } as never, '/directory', me);
  expect(buttons()).toHaveLength(count);
});

it('refuses what is no telephone, and reads the card anew when somebody else was faster', async () => {
  vi.spyOn(webKnowledgeApi, 'places').mockResolvedValue([SEJNY]);
  const cards = fakes(() => {
    throw new ApiError('stale_version', 'Ktoś zmienił to wcześniej.', 412);
  });
  await show(Directory as never, { cards } as never, '/directory', editor('office'));
  await press('Uzupełnij dane: PUP Sejny');
  await type('Telefon', 'brak');
  await press('Zapisz dane');
  expect(seen()).toContain('Prosimy wpisać same cyfry i odstępy.');
  await type('Telefon', '87 517 00 00');
  await press('Zapisz dane');
  expect(cards.read).toHaveBeenCalledTimes(2);
});
