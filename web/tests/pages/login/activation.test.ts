import { beforeEach, expect, it } from 'vitest';
import { Activation } from '../../../src/pages/login/activation.svelte';
import type { ActivationApi, ActivationNow } from '../../../src/pages/login/activation_api';
import { ApiError } from '../../../src/api/client';

const NONE: ActivationNow = { state: 'none', username: null, number: null, expires_at: null };
const WAITING: ActivationNow = { state: 'waiting', username: 'nowak', number: '483 920', expires_at: '2026-11-24T09:15:00Z' };

let now: ActivationNow;
let fails: ApiError | null;
let activation: Activation;

function told<T>(answer: T): Promise<T> {
  return fails === null ? Promise.resolve(answer) : Promise.reject(fails);
}

beforeEach(() => {
  now = NONE;
  fails = null;
  const api: ActivationApi = {
    begin: () => told({ number: '483 920', expires_at: '2026-11-24T09:15:00Z' }),
    now: () => told(now),
    setPassword: () => told(undefined),
  };
  activation = new Activation(api);
});

it('asks for the name where nothing was begun', async () => {
  await activation.look();
  expect(activation.step).toBe('name');
});

it('goes on where it was after the page was loaded again', async () => {
  now = WAITING;
  await activation.look();
  expect([activation.step, activation.username, activation.number]).toEqual(['waiting', 'nowak', '483 920']);
});

it('shows the number, then asks for the password, and is done', async () => {
  await activation.begin('nowak');
  expect([activation.step, activation.number]).toEqual(['waiting', '483 920']);
  now = { ...WAITING, state: 'confirmed' };
  await activation.look();
  expect(activation.step).toBe('confirmed');
  await activation.setPassword('zielona herbata o siódmej');
  now = NONE;
  await activation.look();
  expect(activation.step).toBe('done');
});

it('says that a number is void, and keeps it while the server does not answer', async () => {
  await activation.begin('nowak');
  fails = new ApiError('network', 'Brak połączenia');
  await activation.look();
  expect(activation.step).toBe('waiting');
  fails = null;
  await activation.look();
  expect(activation.step).toBe('over');
  activation.again();
  expect(activation.step).toBe('name');
});

it('a refused password may be chosen anew, one that comes too late may not', async () => {
  now = { ...WAITING, state: 'confirmed' };
  await activation.look();
  fails = new ApiError('password_refused', 'Za krótkie');
  await expect(activation.setPassword('krótkie')).rejects.toThrow();
  expect(activation.step).toBe('confirmed');
  fails = new ApiError('activation_over', 'Za późno');
  await expect(activation.setPassword('zielona herbata')).rejects.toThrow();
  expect(activation.step).toBe('over');
});
