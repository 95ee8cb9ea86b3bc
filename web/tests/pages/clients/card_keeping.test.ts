import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { actsOf, CardKeeping, mayIssue } from '../../../src/pages/clients/card_keeping.svelte';
import type { Card, CardsApi } from '../../../src/pages/clients/cards_api';

const CARD: Card = {
  number: '123456782',
  state: 'active',
  has_pin: false,
  issued_at: '2026-11-27T08:00:00Z',
  issued_by: 'kierownik-20060',
  letter_printed_at: null,
  ended_at: null,
};

describe('what may be done with a card', () => {
  it('is printing the letter only while it has no PIN', () => {
    expect(actsOf(CARD)).toEqual(['print', 'lock', 'replace', 'revoke']);
    expect(actsOf({ ...CARD, has_pin: true })).toEqual(['reset', 'lock', 'replace', 'revoke']);
    expect(actsOf({ ...CARD, state: 'locked' })).toEqual(['unlock', 'replace', 'revoke']);
    expect(actsOf({ ...CARD, state: 'revoked' })).toEqual([]);
  });

  it('is issuing one to whom has none in use', () => {
    expect(mayIssue([])).toBe(true);
    expect(mayIssue([{ ...CARD, state: 'replaced' }])).toBe(true);
    expect(mayIssue([{ ...CARD, state: 'locked' }])).toBe(false);
  });
});

describe('doing it', () => {
  let asked: unknown[][];
  let fails: ApiError | null;
  let views: number;
  let saved: Blob[];
  let keeping: CardKeeping;
  const letter = new Blob(['%PDF']);

  beforeEach(() => {
    asked = [];
    fails = null;
    views = 0;
    saved = [];
    const said = <T>(value: T, ...what: unknown[]): Promise<T> => {
      asked.push(what);
      return fails === null ? Promise.resolve(value) : Promise.reject(fails);
    };
    const api: CardsApi = {
      issue: (client) => said(undefined, 'issue', client),
      letter: (card) => said(letter, 'letter', card),
      change: (act, card) => said(undefined, act, card),
    };
    keeping = new CardKeeping(
      api,
      () => {
        views += 1;
        return Promise.resolve();
      },
      (each) => saved.push(each),
    );
  });

  it('says what was done, and reads the cards anew', async () => {
    await keeping.take('revoke', 'client-anna', '123456782');
    expect([asked, keeping.done, views]).toEqual([[['revoke', '123456782']], 'revoke', 1]);
  });

  it('gives the letter once, and lets it be saved again until it is taken off the page', async () => {
    await keeping.take('print', 'client-anna', '123456782');
    expect([asked, saved]).toEqual([[['letter', '123456782']], [letter]]);
    keeping.saveAgain();
    expect([asked.length, saved.length]).toEqual([1, 2]);
    keeping.forgetLetter();
    keeping.saveAgain();
    expect([keeping.letter, saved.length]).toEqual([null, 2]);
  });

  it('that was refused is raised, and says nothing as done', async () => {
    fails = new ApiError('letter_printed', 'List został już wydrukowany.', 409);
    await expect(keeping.take('print', 'client-anna', '123456782')).rejects.toThrow('List został już wydrukowany.');
    expect([keeping.done, keeping.letter]).toEqual([null, null]);
  });
});
