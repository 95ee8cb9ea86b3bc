// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import Candidates from '../../../src/pages/candidates/Candidates.svelte';
import type { Candidate, CandidatesApi, CandidateSearch } from '../../../src/pages/candidates/candidates_api';
import { choose, press, rows, seen, show, type } from '../../support/mounted';

const EWA: Candidate = {
  id: 'client-ewa',
  office: '20060',
  first_name: 'Ewa',
  last_name: 'Lis',
  gmina_name: 'Kolno',
  ring: 0,
  status: 'unemployed',
  since: '2026-01-02',
  qualifications: [
    { kind: 'performed', occupation: '721204', name: 'Spawacz', level: null, years: 2 },
    { kind: 'wished', occupation: '721204', name: null, level: null, years: null },
    { kind: 'language', occupation: null, name: 'angielski', level: 'A2', years: null },
  ],
  score: null,
  match_pl: null,
  why_not_pl: null,
};

class FakeCandidates implements CandidatesApi {
  asked: [CandidateSearch, number][] = [];
  is: Candidate[] = [EWA];
  total = 1;

  async search(wanted: CandidateSearch, offset: number) {
    this.asked.push([wanted, offset]);
    return { candidates: this.is, total: this.total };
  }
  async gminas() {
    return [{ teryt: '2006011', name: 'Kolno', kind: 'town' as const, office: '20060' }];
  }
  async offer() {
    return 'Spawacz, Kolno';
  }
}

let api: FakeCandidates;
beforeEach(() => (api = new FakeCandidates()));

it('shows nobody before something was asked for, and never everybody', async () => {
  await show(Candidates, { api }, '/candidates');
  await choose('Status', 'unemployed');
  await press('Pokaż');
  expect(api.asked).toEqual([]);
  expect(seen()).toContain('inaczej pokazalibyśmy wszystkich');
  await type('Umiejętność', 'spawanie');
  await press('Pokaż');
  expect(api.asked).toEqual([[{ occupation: '', q: 'spawanie', licence: '', language: '', least_years: 0, status: 'unemployed' }, 0]]);
  expect(rows()[0]?.join(' ')).toMatch(/Ewa Lis.*Spawacz \(2 lata\).*721204.*angielski A2/);
});

it('for an offer the score is said with its reason, and what the law says', async () => {
  api.is = [{ ...EWA, score: 87, match_pl: 'Ten sam zawód, sąsiedni powiat.', why_not_pl: 'Tylko dla osób bezrobotnych.' }];
  await show(Candidates, { api }, '/candidates?offer=offer-1');
  expect(api.asked[0]?.[0].offer_id).toBe('offer-1');
  expect(rows()[0]?.join(' ')).toMatch(/87.*Ten sam zawód, sąsiedni powiat\..*Tylko dla osób bezrobotnych\./);
  await press('Bez oferty: Spawacz, Kolno');
  expect(seen()).toContain('Niczego jeszcze nie podano.');
});

it('says that too many fit', async () => {
  api.total = 500;
  await show(Candidates, { api }, '/candidates?occupation=7212&home=2006011&ring=1');
  expect(api.asked[0]?.[0]).toMatchObject({ home: '2006011', ring: 1 });
  expect(seen()).toContain('prosimy zawęzić');
});
