import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Session } from '../../src/phone/phone';
import type { SipPhoneOptions } from '../../src/phone/sip_options';
import { SipPhone } from '../../src/phone/sip_phone';
import { FakeConnection, FakeStorage, FakeTrack } from './fakes';
import { SipServer } from './sip_server';

let server: SipServer;
let phone: SipPhone;
let microphone: FakeTrack | null;
let storage: FakeStorage;
let states: Session[];

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const connection = (): FakeConnection => FakeConnection.made.at(-1)!;
const state = (): string => phone.session.state;

beforeEach(() => {
  vi.useFakeTimers();
  server = new SipServer();
  server.install();
  storage = new FakeStorage();
  microphone = new FakeTrack();
  phone = newPhone();
});

afterEach(() => {
  phone.stop();
  vi.clearAllTimers();
  vi.useRealTimers();
});

function newPhone(options: Partial<SipPhoneOptions> = {}): SipPhone {
  const made = new SipPhone({
    socketUrl: 'ws://127.0.0.1:7240/api/sip?page=p1',
    uri: 'sip:web-1@s724',
    iceServers: () => [{ urls: 'turn:turn.example' }],
    microphone: () => microphone as unknown as MediaStreamTrack | null,
    speaker: { play: () => Promise.resolve(), stop: () => {} },
    storage,
    ...options,
  });
  states = [];
  made.on('session', (session) => states.push(session));
  return made;
}

async function registered(): Promise<void> {
  phone.start();
  await pass(100);
  expect(phone.registration.state).toBe('registered');
}

async function inCall(): Promise<void> {
  await registered();
  server.invite();
  await pass(20);
  phone.answer();
  await pass(50);
  server.ack();
  await pass(10);
  connection().ice('checking');
  connection().ice('connected');
  await pass(10);
  expect(state()).toBe('up');
}

describe('registration', () => {
  test('it registers by a WebSocket with its page, for 60 seconds and without a password', async () => {
    await registered();
    expect(server.socket.url).toBe('ws://127.0.0.1:7240/api/sip?page=p1');
    const [first] = server.requests('REGISTER');
    expect(first?.headers.get('expires')).toEqual(['60']);
    expect(first?.headers.has('authorization')).toBe(false);
    expect(server.requests('REGISTER')).toHaveLength(1);
  });

  test('a lost socket is told at once, and made anew within four seconds', async () => {
    await registered();
    server.socket.break();
    expect(phone.registration).toMatchObject({ state: 'lost', cause: 'no_connection' });
    await pass(4_500);
    expect(phone.registration.state).toBe('registered');
  });

  test('a refused registration is tried again', async () => {
    server.registerStatus = 403;
    phone.start();
    await pass(100);
    expect(phone.registration).toMatchObject({ state: 'lost', cause: 'refused' });
    server.registerStatus = 200;
    await pass(2_500);
    expect(phone.registration.state).toBe('registered');
  });

  test('a socket that is open but dead is found out by asking, and replaced', async () => {
    await registered();
    server.socket.isDeaf = true;
    const answer = phone.check();
    await pass(2_600);
    expect(await answer).toBe(false);
    expect(phone.registration).toMatchObject({ state: 'lost', cause: 'no_answer' });
    await pass(4_500);
    expect(server.sockets).toHaveLength(2);
    expect(phone.registration.state).toBe('registered');
  });

  test('a server that opens the socket and says nothing is given up, and told', async () => {
    server.registerStatus = 0;
    phone.start();
    await pass(2_700);
    expect(phone.registration).toMatchObject({ state: 'lost', cause: 'no_answer' });
  });

  test('a caller of the demonstration registers nothing, and can call as soon as the socket is open', async () => {
    phone = newPhone({ registers: false });
    phone.start();
    await pass(100);
    expect(phone.registration.state).toBe('registered');
    expect(phone.call('800')).toBe(true);
    await pass(50);
    expect(server.requests('REGISTER')).toHaveLength(0);
    server.socket.break();
    expect(phone.registration).toMatchObject({ state: 'lost', cause: 'no_connection' });
    await pass(4_500);
    expect(phone.registration.state).toBe('registered');
  });

  test('after stop nothing is tried any more', async () => {
    await registered();
    phone.stop();
    const sockets = server.sockets.length;
    await pass(20_000);
    expect(phone.registration).toMatchObject({ state: 'lost', cause: 'stopped' });
    expect(server.sockets).toHaveLength(sockets);
  });
});

describe('a call', () => {
  test('rings, connects and is up when the sound has a way', async () => {
    await inCall();
    expect(states.map((one) => one.state)).toEqual(['ringing', 'connecting', 'up']);
    expect(phone.media?.connection).toBe(connection());
    expect(connection().config.iceServers).toEqual([{ urls: 'turn:turn.example' }]);
  });

  test('speaks with a copy of the held microphone: muting and ending leave the held one alone', async () => {
    await inCall();
    const copy = microphone!.clones[0]!;
    expect(connection().senders[0]!.track).toBe(copy);
    phone.setMuted(true);
    expect([copy.enabled, microphone!.enabled]).toEqual([false, true]);
    server.bye();
    await pass(10);
    expect(phone.session).toMatchObject({ state: 'ended', end: 'there' });
    expect([copy.readyState, microphone!.readyState]).toEqual(['ended', 'live']);
  });

  test('another microphone in mid-call keeps the muting and sends no re-INVITE', async () => {
    await inCall();
    phone.setMuted(true);
    const other = new FakeTrack('headset');
    await phone.setMicrophone(other as unknown as MediaStreamTrack);
    expect(connection().senders[0]!.track).toBe(other.clones[0]);
    expect(other.clones[0]!.enabled).toBe(false);
    expect(server.requests('INVITE')).toHaveLength(0);
  });

  test('sends keys as RFC 4733, and nothing that is not a key', async () => {
    await inCall();
    expect(phone.sendKeys('12#')).toBe(true);
    expect(phone.sendKeys('hello')).toBe(false);
    expect(connection().senders[0]!.keys).toEqual(['12#']);
    expect(server.requests('INFO')).toHaveLength(0);
  });

  test('a second call is refused as busy and does not touch the first', async () => {
    await inCall();
    let refused = 0;
    phone.on('refused_second', () => (refused += 1));
    const { id } = phone.session;
    server.invite();
    await pass(20);
    expect(server.statuses()).toContain(486);
    expect([refused, phone.session.id, state()]).toEqual([1, id, 'up']);
  });

  test('that is withdrawn while it rings ends so', async () => {
    await registered();
    const id = server.invite();
    await pass(20);
    server.cancel(id);
    await pass(20);
    expect(phone.session).toMatchObject({ state: 'ended', end: 'withdrawn' });
  });

  test('that is declined is refused with 603', async () => {
    await registered();
    server.invite();
    await pass(20);
    expect(phone.decline()).toBe(true);
    await pass(10);
    expect(server.statuses()).toContain(603);
    expect(phone.session.end).toBe('declined');
  });

  test('cannot be answered without a microphone, and the server is told', async () => {
    await registered();
    server.invite();
    await pass(20);
    microphone = null;
    expect(phone.answer()).toBe(false);
    await pass(10);
    expect(server.statuses()).toContain(480);
    expect(phone.session.end).toBe('no_microphone');
  });

  test('that rings when the socket is lost is over: the server offers it again', async () => {
    await registered();
    server.invite();
    await pass(20);
    server.socket.break();
    expect(phone.session).toMatchObject({ state: 'ended', end: 'lost' });
  });

  test('goes out to what was called, and gives way when it is an echo and a call comes', async () => {
    await registered();
    expect(phone.call('echo')).toBe(true);
    await pass(50);
    connection().ice('connected');
    expect(phone.session).toMatchObject({ state: 'up', target: 'echo', direction: 'outgoing' });
    server.invite();
    await pass(20);
    expect(phone.session).toMatchObject({ state: 'ringing', direction: 'incoming' });
    expect(server.requests('BYE')).toHaveLength(1);
  });
});

describe('a call after a reload', () => {
  test('answers itself, as soon as the microphone is there', async () => {
    await registered();
    microphone = null;
    server.invite(['X-S724: resume']);
    await pass(1_000);
    expect(phone.session).toMatchObject({ state: 'ringing', isResumed: true });
    microphone = new FakeTrack();
    await pass(200);
    expect(state()).toBe('connecting');
    expect(server.statuses()).toContain(200);
  });

  test('is muted when the consultant was', async () => {
    await inCall();
    phone.setMuted(true);
    const before = phone;
    phone = newPhone(); // the page is loaded anew; the page before said nothing
    await registered();
    server.invite(['X-S724: resume']);
    await pass(100);
    expect(phone.session.isMuted).toBe(true);
    expect(microphone!.clones.at(-1)!.enabled).toBe(false);
    expect(server.requests('BYE')).toHaveLength(0);
    before.stop();
  });

  test('takes the place of a leg that the server has given up', async () => {
    await inCall();
    server.invite(['X-S724: resume']);
    await pass(100);
    expect(phone.session).toMatchObject({ state: 'connecting', isResumed: true });
    expect(states.map((one) => one.state)).toEqual(['ringing', 'connecting', 'up', 'ended', 'ringing', 'connecting']);
  });
});

describe('a gap of the network', () => {
  test('a lost socket leaves the sound alone; when it is back the way is made anew', async () => {
    await inCall();
    server.socket.break();
    expect(state()).toBe('reconnecting');
    expect(connection().isClosed).toBe(false);
    await pass(5_000);
    expect(state()).toBe('up');
    expect(server.requests('INVITE')).toHaveLength(1);
    expect(connection().offers).toEqual([{ iceRestart: true }]);
    expect(FakeConnection.made).toHaveLength(1);
    expect(server.requests('BYE')).toHaveLength(0);
  });

  test('ICE that is disconnected for a second is restarted before it fails', async () => {
    await inCall();
    connection().ice('disconnected');
    expect(state()).toBe('reconnecting');
    await pass(900);
    expect(connection().offers).toHaveLength(0);
    await pass(200);
    expect(connection().offers).toEqual([{ iceRestart: true }]);
    connection().ice('connected');
    await pass(50);
    expect(state()).toBe('up');
  });

  test('a gap that ICE closes by itself costs nothing', async () => {
    await inCall();
    connection().ice('disconnected');
    await pass(500);
    connection().ice('connected');
    await pass(5_000);
    expect(state()).toBe('up');
    expect(connection().offers).toHaveLength(0);
  });

  test('ICE that has failed does not end the call: JsSIP is kept from it', async () => {
    await inCall();
    connection().ice('failed');
    await pass(100);
    expect(state()).toBe('reconnecting');
    connection().ice('connected');
    await pass(100);
    expect(state()).toBe('up');
    expect(server.requests('BYE')).toHaveLength(0);
  });

  test('a re-INVITE that is refused is taken back and tried again', async () => {
    await inCall();
    server.reinviteStatus = 500;
    connection().ice('disconnected');
    await pass(1_500);
    expect(connection().signalingState).toBe('stable');
    server.reinviteStatus = 200;
    await pass(2_500);
    connection().ice('connected');
    await pass(50);
    expect(state()).toBe('up');
    expect(server.requests('INVITE').length).toBeGreaterThan(1);
  });

  test('a socket that dies under a re-INVITE does not end the call', async () => {
    await inCall();
    server.reinviteStatus = 0;
    connection().ice('disconnected');
    await pass(1_200);
    server.socket.break();
    expect(state()).toBe('reconnecting');
    server.reinviteStatus = 200;
    await pass(5_000);
    connection().ice('connected');
    await pass(50);
    expect(state()).toBe('up');
  });

  test('a dead socket is replaced before the re-INVITE is sent', async () => {
    await inCall();
    server.socket.isDeaf = true;
    connection().ice('disconnected');
    await pass(8_500);
    expect(server.sockets).toHaveLength(2);
    expect(server.requests('INVITE')).toHaveLength(1);
    connection().ice('connected');
    await pass(50);
    expect(state()).toBe('up');
  });

  test('after twenty seconds without sound the call is given up', async () => {
    await inCall();
    server.isUp = false;
    server.socket.break();
    connection().ice('disconnected');
    await pass(19_000);
    expect(state()).toBe('reconnecting');
    await pass(1_500);
    expect(phone.session).toMatchObject({ state: 'ended', end: 'lost' });
  });

  test('a dialog that the server no longer knows ends the call', async () => {
    await inCall();
    server.reinviteStatus = 481;
    connection().ice('disconnected');
    await pass(1_500);
    expect(phone.session).toMatchObject({ state: 'ended', end: 'lost' });
  });

  test('the button for it restarts ICE in a call that seems well', async () => {
    await inCall();
    expect(phone.heal()).toBe(true);
    await pass(100);
    expect(connection().offers).toEqual([{ iceRestart: true }]);
    expect(state()).toBe('up');
  });
});
