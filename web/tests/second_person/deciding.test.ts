import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../src/api/client';
import { Deciding } from '../../src/second_person/deciding.svelte';
import { linesOf } from '../../src/second_person/details';
import type { Proposal, SecondPersonApi } from '../../src/second_person/second_person_api';
import { WaitingProposals } from '../../src/second_person/waiting.svelte';

const RATE: Proposal = {
  id: 'proposal-1',
  act: 'set_rate',
  title: 'Zmiana stawki',
  office: null,
  deputies: [],
  subject: 'zasilek',
  details: { rate: { code: 'zasilek', amount: '9.00', valid_from: '2026-11-25', valid_until: null }, version: 3 },
  state: 'waiting',
  proposed_by: 'redaktor',
  proposed_at: '2026-11-24T09:00:00Z',
  expires_at: '2026-12-08T09:00:00Z',
  decided_by: null,
  decided_at: null,
  note: null,
  is_break_glass: false,
  is_early: false,
};

let asked: unknown[][];
let answers: Proposal | ApiError;
let waiting: WaitingProposals;
let deciding: Deciding;

beforeEach(() => {
  asked = [];
  answers = { ...RATE, state: 'done' };
  const answer = (...what: unknown[]) => {
    asked.push(what);
    return answers instanceof ApiError ? Promise.reject(answers) : Promise.resolve(answers);
  };
  const api: SecondPersonApi = {
    waiting: () => Promise.resolve({ to_decide: [RATE], own: [] }),
    confirm: (id) => answer('confirm', id),
    refuse: (id, reason) => answer('refuse', id, reason),
  };
  waiting = new WaitingProposals(api);
  deciding = new Deciding(api, waiting);
});

it('confirms what was asked, and looks again what waits', async () => {
  deciding.ask(RATE, 'confirm');
  await deciding.decide('');
  expect(asked).toEqual([['confirm', 'proposal-1']]);
  expect([deciding.asked, deciding.done, waiting.toDecide.length]).toEqual([null, 'Potwierdzono i wykonano: Zmiana stawki.', 1]);
});

it.each(['refuse', 'withdraw'] as const)('%ss with a reason', async (step) => {
  deciding.ask(RATE, step);
  await deciding.decide('Kwota jest inna.');
  expect(asked).toEqual([['refuse', 'proposal-1', 'Kwota jest inna.']]);
});

it('says why it cannot be carried out any more', async () => {
  answers = { ...RATE, state: 'failed', note: 'Dane zmieniły się w międzyczasie.' };
  deciding.ask(RATE, 'confirm');
  await deciding.decide('');
  expect(deciding.failure).toBe('Potwierdzono, ale nie można tego już wykonać: Dane zmieniły się w międzyczasie.');
  expect(deciding.asked).not.toBe(null);
});

it('says why this person may not', async () => {
  answers = new ApiError('second_person_refused', 'Tę czynność potwierdza inna osoba.', 403);
  deciding.ask(RATE, 'confirm');
  await deciding.decide('');
  expect(deciding.failure).toBe('Tę czynność potwierdza inna osoba.');
});

it('tells what is to be done in words, without what says nothing to people', () => {
  expect(linesOf(RATE)).toEqual([
    { name: 'Kod', value: 'zasilek' },
    { name: 'Kwota (zł)', value: '9.00' },
    { name: 'Od', value: '25.11.2026' },
  ]);
});
