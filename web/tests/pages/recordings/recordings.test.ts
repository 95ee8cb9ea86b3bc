import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { address } from '../../../src/pages/recordings/address';
import { Recordings } from '../../../src/pages/recordings/recordings.svelte';
import type { RecordingDetail, RecordingsApi } from '../../../src/pages/recordings/recordings_api';

const UNTIL = '2026-11-24T09:10:00Z';
const IS: RecordingDetail = {
  id: 'rec-1',
  call_id: 'call-1',
  state: 'packed',
  started_at: '2026-11-24T09:00:00Z',
  seconds: 63.5,
  agent: 'k20060-1',
  agent_name: 'Anna Wysocka',
  office: '20060',
  topic: null,
  mode: 'opt_in',
  fault: null,
  alarms: [],
  gone_at: null,
  gone_by: null,
  gone_why: null,
  caller_number: '600100200',
  client_id: null,
  client_name: null,
  marks: [],
  consents: [],
  log: [],
  history_of_alarms: [],
  is_held: false,
  held_until: null,
  may_listen: true,
  may_withdraw: true,
  listening_until: null,
};

let asked: unknown[][];
let is: RecordingDetail;
let fails: ApiError | null;
let recordings: Recordings;

beforeEach(() => {
  asked = [];
  is = IS;
  fails = null;
  const said = <T>(value: () => T, ...what: unknown[]): Promise<T> => {
    asked.push(what);
    if (fails === null) return Promise.resolve(value());
    const failure = fails;
    fails = null;
    return Promise.reject(failure);
  };
  const unused = () => Promise.reject(new Error('not asked here'));
  const api: RecordingsApi = {
    list: (filter, _whose, after) => said(() => ({ rows: [is], after: null }), 'list', filter.state, after),
    consultants: () => Promise.resolve([]),
    view: (id) => said(() => is, 'view', id),
    listen: (id, reason) => said(() => ({ until: UNTIL, seconds: 63.5, size: 1000, media_type: 'audio/flac' }), 'listen', id, reason),
    peaks: (id) => said(() => ({ peaks_a_second: 10, caller: [1], consultant: [2] }), 'peaks', id),
    download: (id, reason) => said(() => new Blob(['fLaC']), 'download', id, reason),
    end: (id, ending, reason) => {
      if (fails === null) is = { ...is, state: 'destroyed', gone_why: ending === 'withdraw' ? 'withdrawn' : 'ordered' };
      return said(() => ({ state: 'destroyed' as const, is_pending: false }), 'end', id, ending, reason);
    },
    alarms: unused,
    close: unused,
    rules: unused,
    plan: unused,
  };
  recordings = new Recordings(api, () => address.of(new URLSearchParams()));
});

const times = (what: string) => asked.filter(([name]) => name === what).length;

it('looks at a recording once, however often its address is gone to', async () => {
  await recordings.open('rec-1');
  await recordings.open('rec-1');
  expect([times('view'), recordings.opened.value?.id, recordings.until]).toEqual([1, 'rec-1', null]);
  await recordings.open(null);
  expect([recordings.opened.value, recordings.opened.state]).toEqual([null, 'none']);
});

it('asks for no sound before a reason was given', async () => {
  await recordings.open('rec-1');
  expect(times('peaks')).toBe(0);
  await recordings.listen('Skarga');
  expect(asked.slice(-2)).toEqual([
    ['listen', 'rec-1', 'Skarga'],
    ['peaks', 'rec-1'],
  ]);
  expect([recordings.until, recordings.peaks?.caller]).toEqual([UNTIL, [1]]);
});

it('goes on with a reason that still holds after the page was loaded again', async () => {
  is = { ...IS, listening_until: UNTIL };
  await recordings.open('rec-1');
  expect([recordings.until, times('listen'), times('peaks')]).toEqual([UNTIL, 0, 1]);
});

it('shows what is gone as gone, in the list, too', async () => {
  await recordings.list.load();
  await recordings.open('rec-1');
  await recordings.listen('Skarga');
  await recordings.end('withdraw', 'Telefon klientki');
  expect([recordings.opened.value?.state, recordings.until, recordings.peaks]).toEqual(['destroyed', null, null]);
  expect(recordings.list.rows[0]?.state).toBe('destroyed');
  expect(recordings.done).toContain('zniszczono');
});

it('says why a recording under a hold was not destroyed, and keeps it open', async () => {
  await recordings.open('rec-1');
  fails = new ApiError('recording_held', 'Nagranie jest objęte blokadą prawną.', 409);
  await expect(recordings.end('destroy', 'Polecenie')).rejects.toThrow('Nagranie jest objęte blokadą prawną.');
  expect(recordings.opened.value?.state).toBe('packed');
});

it('looks again when somebody else has destroyed it meanwhile', async () => {
  await recordings.open('rec-1');
  is = { ...IS, state: 'destroyed' };
  fails = new ApiError('recording_gone', 'Tego nagrania już nie ma.', 410);
  await expect(recordings.listen('Skarga')).rejects.toThrow('Tego nagrania już nie ma.');
  expect(recordings.opened.value?.state).toBe('destroyed');
});

it('asks for a reason again when the player could not go on', async () => {
  await recordings.open('rec-1');
  await recordings.listen('Skarga');
  await recordings.soundFailed();
  expect([recordings.until, recordings.soundFailure !== '', times('view')]).toEqual([null, true, 2]);
});

it('does not begin by itself again what fails at once, though the reason still holds', async () => {
  await recordings.open('rec-1');
  await recordings.listen('Skarga');
  is = { ...IS, listening_until: UNTIL };
  await recordings.soundFailed();
  expect([recordings.until, times('view')]).toEqual([null, 2]); // else player and look follow one another for ever
  await recordings.again();
  expect([recordings.until, recordings.soundFailure, times('listen'), times('view')]).toEqual([UNTIL, '', 1, 2]);
});

it('opens no other recording by an answer that comes late', async () => {
  await recordings.open('rec-1');
  const late = recordings.listen('Skarga');
  is = { ...IS, id: 'rec-2' };
  await recordings.open('rec-2');
  await late;
  expect([recordings.opened.value?.id, recordings.until, recordings.peaks]).toEqual(['rec-2', null, null]);
});

it('goes on where it stood for who gives a reason again, and begins another from its beginning', async () => {
  await recordings.open('rec-1');
  await recordings.listen('Skarga');
  recordings.position = 31;
  await recordings.soundFailed();
  await recordings.listen('Skarga, dalej');
  expect(recordings.position).toBe(31);
  await recordings.open('rec-2');
  expect(recordings.position).toBe(0);
});
