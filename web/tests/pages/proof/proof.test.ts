import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { ASK_MS, findingsOf, isLate, placeOf, ProofOfLogs, sentence, wrongOf } from '../../../src/pages/proof/proof.svelte';
import type { Proof, ProofApi, RecordingsVerification, Verification } from '../../../src/pages/proof/proof_api';

const GOOD: Verification = {
  id: 'verification-1',
  state: 'done',
  asked_by: 'system',
  asked_at: '2026-11-27T03:00:00Z',
  ended_at: '2026-11-27T03:00:09Z',
  is_intact: true,
  logs: [{ log: 'access_log', blocks: 12, rows: 300, expired_blocks: 0, without_row: 0, tail: 2, wrong: 0, findings: [] }],
  anchors: 3,
  first_anchor: '2026-11-24',
  last_anchor: '2026-11-26',
  anchor_findings: [],
};
const ASKED: Verification = { ...GOOD, id: 'verification-2', state: 'waiting', asked_by: 'audytor', ended_at: null, is_intact: null, logs: [] };
const BAD: Verification = {
  ...GOOD,
  is_intact: false,
  logs: [
    {
      log: 'access_log',
      blocks: 12,
      rows: 300,
      expired_blocks: 0,
      tail: 0,
      without_row: 0,
      wrong: 7,
      findings: [{ fault: 'changed', told: 'Zmieniono wpis', block: 4, number: 91, at: '2026-11-26T10:00:00Z', who: 'k20060-1' }],
    },
  ],
  anchor_findings: [{ fault: 'anchor_missing', told: 'Brakuje', block: 0, number: null, at: null, who: null }],
};

const RECORDINGS: RecordingsVerification = {
  id: 'verification-8',
  state: 'done',
  asked_by: 'system',
  asked_at: '2026-11-27T04:15:00Z',
  ended_at: '2026-11-27T04:16:00Z',
  is_intact: false,
  recordings: 90,
  read: 13,
  bytes: 4_000_000,
  clear: 0,
  wrong: 1,
  findings: [{ fault: 'missing', told: 'Brakuje', recording: 'rec-1', store: 'local', object: '2026/11/27/rec-1.s724', number: null }],
  log: null,
};
const RECORDINGS_ASKED: RecordingsVerification = { ...RECORDINGS, id: 'verification-9', state: 'waiting', ended_at: null, is_intact: null };

let is: Proof;
let fails: ApiError | null;
let reads: number;
let proof: ProofOfLogs;

beforeEach(() => {
  vi.useFakeTimers();
  is = { chains: [], verification: GOOD, asked: null, recordings: RECORDINGS, recordings_asked: null };
  fails = null;
  reads = 0;
  const api: ProofApi = {
    read: () => {
      reads += 1;
      return fails === null ? Promise.resolve(is) : Promise.reject(fails);
    },
    verify: () => (fails === null ? Promise.resolve(ASKED) : Promise.reject(fails)),
    verifyRecordings: () => (fails === null ? Promise.resolve(RECORDINGS_ASKED) : Promise.reject(fails)),
  };
  proof = new ProofOfLogs(api);
});

afterEach(() => {
  proof.following.stop();
  vi.useRealTimers();
});

it('names the first row that is wrong, in words', () => {
  const [first, second] = findingsOf(BAD);
  expect(first && sentence(first)).toBe('dziennik dostępów: zmieniono wpis, nr 91, z 26.11.2026, 11:00:00.');
  expect(second && sentence(second)).toBe('podpisane pliki: brakuje podpisanego pliku dnia.');
  expect(wrongOf(BAD)).toBe(8);
});

it('follows what was asked for until it is done', async () => {
  await proof.loaded.load();
  await proof.verify();
  proof.following.look();
  expect(proof.going?.state).toBe('waiting');
  is = { ...is, asked: { ...ASKED, state: 'running' } };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect([proof.going?.state, proof.isDone]).toEqual(['running', false]);
  fails = new ApiError('network', 'Brak połączenia.');
  await vi.advanceTimersByTimeAsync(ASK_MS);
  fails = null;
  is = { ...is, asked: null, verification: { ...GOOD, id: ASKED.id } };
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect([proof.going, proof.isDone, reads]).toEqual([null, true, 4]);
});

it('follows the recordings beside the logs, and says where something is wrong', async () => {
  await proof.loaded.load();
  expect(RECORDINGS.findings.map(placeOf)).toEqual(['rec-1, local, 2026/11/27/rec-1.s724']);
  await proof.verifyRecordings();
  proof.following.look();
  expect([proof.goingRecordings?.state, proof.going]).toEqual(['waiting', null]);
  is = { ...is, recordings: { ...RECORDINGS, id: RECORDINGS_ASKED.id, is_intact: true, wrong: 0, findings: [] } };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect([proof.goingRecordings, proof.proof?.recordings?.is_intact, proof.loaded.state]).toEqual([null, true, 'there']);
  await vi.advanceTimersByTimeAsync(10 * ASK_MS);
  expect(reads).toBe(2);
  fails = new ApiError('not_allowed', 'Brak uprawnień.', 403);
  await proof.verifyRecordings();
  expect(proof.verifyingRecordings.failure).toBe('Brak uprawnień.');
});

it('tells why nothing could be asked for', async () => {
  await proof.loaded.load();
  fails = new ApiError('not_allowed', 'Brak uprawnień.', 403);
  await proof.verify();
  expect([proof.verifying.failure, proof.going]).toEqual(['Brak uprawnień.', null]);
});

it('says when rows wait too long for a block', () => {
  const chain = { log: 'access_log', blocks: 3, last_made_at: null, tail: 2, tail_since: '2026-11-27T10:00:00Z' };
  const at = Date.parse('2026-11-27T10:01:00Z');
  expect([isLate(chain, at), isLate(chain, at + 1), isLate({ ...chain, tail_since: null }, at + 1)]).toEqual([false, true, false]);
});
