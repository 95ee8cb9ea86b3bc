// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { SecurityEvent } from '../../../src/pages/security_events/security_events_api';
import SecurityEvents from '../../../src/pages/security_events/SecurityEvents.svelte';
import { choose, press, rows, seen, show } from '../../support/mounted';

const EVENT: SecurityEvent = {
  number: 1,
  at: '2026-11-27T08:42:00Z',
  kind: 'log_in',
  account: 'k20060-1',
  account_name: 'Jan Kowalski',
  office: '20060',
  address: '10.20.6.17',
  outcome: 'wrong_code',
};

it('says what happened to whose account from where, in words, and keeps the filter in the address', async () => {
  const asked: unknown[][] = [];
  const stranger = { ...EVENT, number: 2, account: 'haslo123', account_name: null, office: null, outcome: 'wrong' as const };
  const events = async (...what: unknown[]) => {
    asked.push(what);
    return { rows: [EVENT, stranger], after: null };
  };
  await show(SecurityEvents, { api: { events } }, '/security-events?staff=Kowal');
  expect(rows()[0]).toEqual([
    'Kiedy 27.11.2026, 9:42:00',
    'Czyje konto Jan Kowalski',
    'Co się stało logowanie',
    'Wynik błędny kod',
    'Skąd (adres sieciowy) 10.20.6.17',
    'Urząd 20060',
  ]);
  expect(rows()[1]?.[1]).toContain('nazwa bez konta');
  // What somebody has typed as a name may have been a password.
  expect(seen()).not.toMatch(/haslo123|k20060-1|wrong/);
  await choose('Co się stało', 'totp_off');
  await press('Pokaż');
  const filter = { from: '', to: '', staff: 'Kowal', kind: '', outcome: '' };
  expect(asked).toEqual([
    [filter, null],
    [{ ...filter, kind: 'totp_off' }, null],
  ]);
  expect(location.search).toBe('?staff=Kowal&kind=totp_off');
});
