import { expect, it } from 'vitest';
import { dayWord, hoursSaid, isOpenNow, placeCard, placeSaid } from '../../src/knowledge/place_card';
import * as pl from '../../src/words/pl/knowledge';
import { office } from './fakes';

const TUESDAY = Date.parse('2026-12-01T09:00:00+01:00');
const OFFICE = { kind: 'office', id: '20110', office: '20110' } as const;
const BRANCH = { kind: 'branch', id: 'dabrowa', office: '20110' } as const;
const gmina = (name: string, kind: 'town' | 'rural' = 'rural', of = '20110') => ({ teryt: '2011013', name, kind, office: of });

it('says when an office is open in the words of a conversation, for three days', () => {
  const card = placeCard([office()], [], OFFICE);
  const said = card?.days.map((day) => `${dayWord(day, TUESDAY, pl.directory, 'pl')}: ${hoursSaid(day, pl.directory)}`);
  expect(said).toEqual(['dzisiaj: 7:30–15:30', 'jutro: 7:30–15:30', 'czwartek, 3.12: zamknięte (święto)']);
  expect(card?.days.map((day) => isOpenNow(day, TUESDAY))).toEqual([true, false, false]);
  expect(isOpenNow(office().days[0]!, TUESDAY + 8 * 3_600_000)).toBe(false);
});

it('names the gminas of an office by alphabet, a town and its villages once', () => {
  const all = [gmina('Sokółka'), gmina('Janów'), gmina('Sokółka', 'town'), gmina('Łapy', 'town', '20010'), gmina('Dąbrowa Białostocka')];
  expect(placeCard([office()], all, OFFICE)?.gminas).toEqual(['Dąbrowa Białostocka', 'Janów', 'Sokółka']);
});

it('has of a branch what is known of the branch, and whose hours they are', () => {
  const card = placeCard([office()], [gmina('Janów')], BRANCH);
  expect(card).toMatchObject({ name: 'Filia w Dąbrowie Białostockiej', branchOf: 'Powiatowy Urząd Pracy w Sokółce', gminas: [] });
  expect(card?.reached.telephone).toBeNull();
});

it('is none for what is not in the directory', () => {
  expect(placeCard([], [], OFFICE)).toBeNull();
  expect(placeCard([office({ branches: [] })], [], BRANCH)).toBeNull();
});

it('tells in one sentence what is read first, and what nobody knows', () => {
  const known = placeCard([office()], [], OFFICE)!;
  expect(placeSaid(known, TUESDAY, pl.directory, 'pl').replaceAll('\u00a0', ' ')).toBe(
    'Powiatowy Urząd Pracy w Sokółce, Telefon 857 229 010, dzisiaj 7:30–15:30, ul. Kryńska 40',
  );
  const unknown = placeCard([office({ telephone: null, address: null, days: [] })], [], OFFICE)!;
  expect(placeSaid(unknown, TUESDAY, pl.directory, 'pl')).toBe('Powiatowy Urząd Pracy w Sokółce, Telefonu tego urzędu nie ma w bazie.');
});
