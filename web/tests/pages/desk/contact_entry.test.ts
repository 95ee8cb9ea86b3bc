import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ContactEntry, LONGEST_MS, PAUSE_MS } from '../../../src/pages/desk/contact_entry.svelte';
import { NO_FIELDS } from '../../../src/pages/desk/entry_fields';
import { FakeClients, gone } from '../../client_card/fakes';

const CALL = 'call-1';
let api: FakeClients;
let entry: ContactEntry;
let saves: number;

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const there = () => api.entries.get(CALL);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-27T08:42:00Z') });
  api = new FakeClients();
  saves = 0;
  entry = new ContactEntry('client-anna', CALL, api, 'unemployed', () => (saves += 1));
});

afterEach(() => {
  entry.stop();
  vi.useRealTimers();
});

describe('saving as it is typed', () => {
  it('saves after a pause of the typing, and says when', async () => {
    entry.load();
    await after(0);
    expect([entry.state, api.count('save')]).toEqual(['empty', 0]);
    entry.set('note', 'Pyta');
    expect(entry.state).toBe('typed');
    await after(PAUSE_MS - 1);
    expect(api.count('save')).toBe(0);
    await after(1);
    expect([entry.state, entry.savedAt, saves]).toEqual(['saved', Date.now(), 1]);
    expect(there()?.fields).toEqual({ ...NO_FIELDS, note: 'Pyta', topic: 'unemployed' });
  });

  it('saves whoever types on without a pause, too', async () => {
    for (let ms = 0; ms < LONGEST_MS; ms += 200) {
      entry.set('note', `${entry.fields.note}a`);
      await after(200);
    }
    expect(api.count('save')).toBe(1);
  });

  it('bases each save on the version before', async () => {
    for (const note of ['Pyta', 'Pyta o', 'Pyta o staż']) {
      entry.set('note', note);
      await after(PAUSE_MS);
    }
    expect(api.asked.filter(([name]) => name === 'save').map(([, , , , etag]) => etag)).toEqual([null, '"1"', '"2"']);
  });

  it('saves at once when the field is left', async () => {
    entry.set('note', 'Pyta');
    entry.flush();
    await after(0);
    expect(entry.state).toBe('saved');
  });

  it('saves nothing when nothing is typed, or what was typed is deleted again', async () => {
    entry.load();
    await after(0);
    entry.set('note', 'P');
    entry.set('note', '');
    await after(PAUSE_MS);
    expect([entry.state, api.count('save')]).toEqual(['empty', 0]);
  });

  it('takes the proof of a contact from the server, unless there is one', async () => {
    const save = api.save;
    api.save = async (client, call, fields, etag) => {
      const saved = await save(client, call, fields, etag);
      const evidence = fields.is_ninety_day && fields.evidence === '' ? 'Sprawdzono kartą.' : fields.evidence;
      return { ...saved, fields: { ...fields, evidence } };
    };
    entry.set('is_ninety_day', true);
    await after(PAUSE_MS);
    expect([entry.state, entry.fields.evidence]).toEqual(['saved', 'Sprawdzono kartą.']);
    entry.set('evidence', 'Powiedziała, że ');
    await after(PAUSE_MS);
    expect([entry.state, entry.fields.evidence]).toEqual(['saved', 'Powiedziała, że ']);
  });

  it('saves the note, though the call cannot count as the contact of 90 days', async () => {
    api.failNext('save', gone(409, 'ninety_day_refused', 'Ta osoba nie jest zarejestrowana.'));
    entry.set('note', 'Pyta');
    entry.set('is_ninety_day', true);
    await after(PAUSE_MS);
    expect([entry.state, entry.fields.is_ninety_day, entry.ninetyDayFailure]).toEqual(['saved', false, 'Ta osoba nie jest zarejestrowana.']);
    expect(there()?.fields.note).toBe('Pyta');
  });
});

describe('without a connection', () => {
  it('keeps what is typed and sends it again by itself', async () => {
    entry.load();
    await after(0);
    api.failNext('save', gone(0), gone(503), gone(401, 'not_logged_in'));
    entry.set('note', 'Pyta o staż');
    await after(PAUSE_MS);
    expect([entry.state, entry.failure, entry.fields.note]).toEqual(['kept', 'Brak połączenia.', 'Pyta o staż']);
    await after(1000 + 2000 + 4000);
    expect([entry.state, there()?.fields.note]).toEqual(['saved', 'Pyta o staż']);
  });

  it('sends it as soon as the network is back', async () => {
    api.failNext('save', gone(0), gone(0), gone(0), gone(0));
    entry.set('note', 'Pyta');
    await after(PAUSE_MS + 1000 + 2000);
    expect(entry.state).toBe('kept');
    api.fails.clear();
    entry.flush();
    await after(0);
    expect(entry.state).toBe('saved');
  });

  it('finds a save whose answer was lost, and loses nothing that was typed since', async () => {
    api.losesAnswers = 1;
    entry.set('note', 'Pyta');
    await after(PAUSE_MS);
    expect(entry.state).toBe('kept');
    entry.set('note', 'Pyta o staż');
    await after(5000);
    expect([entry.state, there()?.fields.note, entry.theirs]).toEqual(['saved', 'Pyta o staż', null]);
  });

  it('waits as long as a server that is too busy says', async () => {
    const { ApiError } = await import('../../../src/api/client');
    entry.load();
    await after(0);
    api.failNext('save', new ApiError('too_many_requests', 'Zbyt wiele.', 429, [], 7));
    entry.set('note', 'Pyta');
    await after(PAUSE_MS + 6900);
    expect(entry.state).toBe('kept');
    await after(200);
    expect(entry.state).toBe('saved');
  });

  it('reads later what stands there, if that did not work at first', async () => {
    api.entries.set(CALL, { fields: { ...NO_FIELDS, note: 'Było' }, etag: '"4"' });
    api.failNext('entry', gone(0));
    entry.load();
    await after(1000);
    expect([entry.state, entry.fields.note]).toEqual(['saved', 'Było']);
  });
});

describe('what stands there already', () => {
  it('is read, as after a reload of the page', async () => {
    api.entries.set(CALL, { fields: { ...NO_FIELDS, note: 'Było' }, etag: '"4"' });
    entry.load();
    await after(0);
    expect([entry.state, entry.fields.note, saves]).toEqual(['saved', 'Było', 0]);
    entry.set('note', 'Było i jest');
    await after(PAUSE_MS);
    expect(there()).toEqual({ fields: { ...NO_FIELDS, note: 'Było i jest' }, etag: '"5"' });
  });

  it('is joined with what was typed before it came', async () => {
    api.entries.set(CALL, { fields: { ...NO_FIELDS, outcome: 'informed', topic: 'unemployed' }, etag: '"4"' });
    entry.set('note', 'Nowe');
    await after(PAUSE_MS);
    expect(there()?.fields).toEqual({ ...NO_FIELDS, note: 'Nowe', outcome: 'informed', topic: 'unemployed' });
  });

  it('is never overwritten unseen: the person chooses', async () => {
    entry.set('note', 'Moje');
    await after(PAUSE_MS);
    api.entries.set(CALL, { fields: { ...NO_FIELDS, note: 'Tamto', topic: 'unemployed' }, etag: '"9"' });
    entry.set('note', 'Moje, dłuższe');
    await after(PAUSE_MS);
    expect([entry.state, entry.theirs?.note, entry.fields.note]).toEqual(['conflict', 'Tamto', 'Moje, dłuższe']);
    await after(60_000);
    expect(there()?.fields.note).toBe('Tamto');
    entry.keepMine();
    await after(0);
    expect([entry.state, there()?.fields.note]).toEqual(['saved', 'Moje, dłuższe']);
  });

  it('may be taken instead', async () => {
    entry.set('note', 'Moje');
    await after(PAUSE_MS);
    api.entries.set(CALL, { fields: { ...NO_FIELDS, note: 'Tamto' }, etag: '"9"' });
    entry.set('note', 'Inne');
    await after(PAUSE_MS);
    entry.takeTheirs();
    expect([entry.state, entry.fields.note, entry.theirs]).toEqual(['saved', 'Tamto', null]);
  });
});

describe('a refusal', () => {
  it('is told, the text stays, and typing on tries again', async () => {
    entry.load();
    await after(0);
    api.failNext('save', gone(409, 'entry_exported', 'Wpis został już przekazany do urzędu.'));
    entry.set('note', 'Za późno');
    await after(PAUSE_MS);
    expect([entry.state, entry.failure, entry.fields.note]).toEqual(['refused', 'Wpis został już przekazany do urzędu.', 'Za późno']);
    await after(60_000);
    expect(api.count('save')).toBe(1);
    entry.again();
    await after(0);
    expect(entry.state).toBe('saved');
  });
});
