// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import type { Me } from '../../../src/api/session.svelte';
import type { Event, EventIn, EventsApi } from '../../../src/pages/events/events_api';
import Events from '../../../src/pages/events/Events.svelte';
import { button, press, rows, seen, show, type } from '../../support/mounted';

const FAIR: Event = {
  ...{ id: 'targi', office: '20060', title: 'Targi pracy', town: 'Kolno', place: 'KOK', source: 'urząd', kind: 'fair', version: 4 },
  ...{ starts_at: '2027-03-12T09:00:00Z', ends_at: '2027-03-12T13:00:00Z' },
};
const OTHER: Event = { ...FAIR, id: 'gielda', office: '20610', title: 'Giełda', kind: 'exchange' };
const account = (reach?: string) =>
  ({ username: 'k', office: '20060', also_offices: [], rights: { see_offers: 'province', ...(reach && { edit_articles: reach }) } }) as unknown as Me;

class FakeEvents implements EventsApi {
  asked: unknown[][] = [];
  list = async (...given: unknown[]) => (this.asked.push(['list', ...given]), [FAIR, OTHER]);
  save = async (...given: [string, EventIn, number]) => (this.asked.push(['save', ...given]), { ...FAIR, title: given[1].title });
  remove = async (event: Event) => void this.asked.push(['remove', event.id, event.version]);
}

let api: FakeEvents;
beforeEach(() => (api = new FakeEvents()));

it('is only read by who may not edit, narrowed by the map', async () => {
  await show(Events, { api }, '/events?kind=fair&q=targi', account());
  expect(api.asked[0]).toEqual(['list', { q: 'targi', kind: 'fair', past: false }]);
  expect(seen()).not.toContain('Nowe wydarzenie');
  expect(rows()).toHaveLength(2);
  expect(rows()[0]?.join(' ')).toContain('12.03.2027, 10:00');
  await press('kolneński 1 wydarzenie');
  expect(rows()).toHaveLength(1);
  expect(button('kolneński 1 wydarzenie').getAttribute('aria-pressed')).toBe('true');
});

it('changes and takes away what is of the own office, on what was read', async () => {
  await show(Events, { api }, '/events', account('office'));
  expect(() => button('Wydarzenie: Giełda')).toThrow();
  await press('Wydarzenie: Targi pracy');
  await type('Do godziny', 'x');
  await press('Zapisz zmiany');
  expect(seen()).toContain('Godzina to na przykład 10:00.');
  await type('Do godziny', '15');
  await press('Zapisz zmiany');
  await press('Usuń: Targi pracy');
  await press('Usuń wydarzenie');
  expect(api.asked.filter(([what]) => what !== 'list')).toMatchObject([
    ['save', 'targi', { starts_at: '2027-03-12T10:00:00+01:00', ends_at: '2027-03-12T15:00:00+01:00', kind: 'fair' }, 4],
    ['remove', 'targi', 4],
  ]);
});
