/**
 * "Ring me with this draft": this page becomes a telephone for as long as a trial lasts, answers by itself, and asks each second where the
 * walk is. The server ends a trial about which nobody asks, so a page that is closed leaves nothing.
 */
import { ApiError, sentenceOf } from '../../api/errors';
import { isCall, NO_SESSION, type Phone, type Session } from '../../phone/phone';
import { t } from '../../words';
import type { TrialApi, TrialEnd, TrialNow, TrialOutcome, Tried, TrialTelephone } from './trial_api';

export type Permission = 'unknown' | 'granted' | 'refused' | 'missing' | 'busy';

/** Microphone and speaker; `phone/devices.ts`. */
export interface LineDevices {
  readonly permission: Permission;
  readonly headset: {
    readonly isBlocked: boolean;
    unlock(): Promise<unknown>;
    on(name: 'blocked' | 'playing', listener: () => void): () => void;
  };
  start(): Promise<void>;
  stop(): void;
}

export interface Line {
  phone: Phone;
  devices: LineDevices;
}

export type MakeLine = (telephone: TrialTelephone) => Promise<Line>;

/** A key of `t.ringMe.states`. */
export type RingState = 'idle' | 'connecting' | TrialNow['state'];

export const LOOK_MS = 1000;
export const REGISTER_MS = 15_000;
const KEYS = /^[0-9*#]$/;

export class RingMe {
  /** The nodes that were entered, in order. */
  nodes = $state.raw<readonly string[]>([]);
  end = $state<TrialEnd | null>(null);
  fault = $state('');
  failure = $state('');
  permission = $state<Permission>('unknown');
  isBlocked = $state(false);
  keysSent = $state('');
  session = $state.raw<Session>(NO_SESSION);

  readonly #api: TrialApi;
  readonly #makeLine: MakeLine;
  #now = $state<TrialNow['state'] | null>(null);
  #isBeginning = $state(false);
  #trial = '';
  #line: Line | null = null;
  #offs: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  constructor(api: TrialApi, makeLine: MakeLine) {
    this.#api = api;
    this.#makeLine = makeLine;
  }

  readonly state = $derived.by<RingState>(() => {
    if (this.#isBeginning) return 'connecting';
    return this.#now ?? 'idle';
  });
  readonly isGoingOn = $derived.by(() => this.#isBeginning || (this.#now !== null && this.#now !== 'ended'));
  readonly isUp = $derived.by(() => this.session.state === 'up');
  /** Where the walk is; null when it goes on no more. */
  readonly here = $derived.by(() => (this.#now === 'walking' || this.#now === 'queue' ? (this.nodes.at(-1) ?? null) : null));

  /** In a click: browsers play nothing before one. Never raises. */
  async ring(wanted: () => Promise<Tried>): Promise<void> {
    if (this.isGoingOn) return;
    const round = ++this.#round;
    this.#forget();
    this.#isBeginning = true;
    try {
      const telephone = await this.#api.telephone();
      if (telephone.sip_user === null) {
        this.failure = t.ringMe.noTelephone;
        return;
      }
      const line = await this.#makeLine(telephone);
      if (round !== this.#round) return;
      this.#take(line);
      await line.devices.start();
      this.permission = line.devices.permission;
      if (round !== this.#round || line.devices.permission !== 'granted') return;
      const isThere = registered(line.phone);
      line.phone.start();
      if (!(await isThere)) {
        this.failure = t.ringMe.failed;
        return;
      }
      const what = await wanted();
      if (round !== this.#round) return;
      const trial = await this.#api.begin(what);
      if (round !== this.#round) {
        void this.#api.end(trial).catch(() => undefined);
        return;
      }
      this.#trial = trial;
      this.#now = 'ringing';
      this.#lookLater();
    } catch (error) {
      if (round === this.#round) this.failure = sentenceOf(error, t.ringMe.failed);
    } finally {
      if (round === this.#round) {
        this.#isBeginning = false;
        if (this.#now === null) this.#hangUpLine();
      }
    }
  }

  press(key: string): void {
    if (KEYS.test(key) && this.#line?.phone.sendKeys(key)) this.keysSent += key;
  }

  /** Enough was heard. What became of it is still asked. */
  async hangUp(): Promise<void> {
    this.#line?.phone.hangUpMedia();
    await this.#api.end(this.#trial).catch(() => undefined);
    await this.#look();
  }

  async leaveQueue(outcome: TrialOutcome): Promise<void> {
    this.failure = '';
    try {
      await this.#api.leaveQueue(this.#trial, outcome);
    } catch (error) {
      this.failure = sentenceOf(error, t.ringMe.failed);
    }
    await this.#look();
  }

  unlock(): void {
    void this.#line?.devices.headset.unlock();
  }

  /** The page is left: nothing rings here any more. */
  leave(): void {
    this.#round += 1;
    if (this.#trial !== '' && this.#now !== 'ended') void this.#api.end(this.#trial).catch(() => undefined);
    this.#isBeginning = false;
    this.#over();
  }

  #forget(): void {
    this.nodes = [];
    this.end = null;
    this.fault = this.failure = this.keysSent = this.#trial = '';
    this.#now = null;
    this.session = NO_SESSION;
  }

  #take(line: Line): void {
    this.#line = line;
    this.#offs = [
      line.phone.on('session', (session) => {
        this.session = session;
        if (session.state === 'ringing') line.phone.answer();
        // The server knows it a moment later.
        if (session.state === 'ended') void this.#look();
      }),
      line.devices.headset.on('blocked', () => (this.isBlocked = true)),
      line.devices.headset.on('playing', () => (this.isBlocked = false)),
    ];
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
  }

  async #look(): Promise<void> {
    const trial = this.#trial;
    if (trial === '' || this.#now === 'ended') return;
    try {
      const found = await this.#api.look(trial, this.nodes.length);
      if (trial !== this.#trial || this.#isOver) return;
      this.nodes = [...this.nodes, ...found.nodes];
      this.fault = found.fault;
      if (found.state === 'ended' && this.nodes.length >= found.count) {
        this.end = found.end;
        this.#over();
        return;
      }
      if (found.state !== 'ended') this.#now = found.state;
      if (this.nodes.length < found.count) return await this.#look();
    } catch (error) {
      if (trial !== this.#trial || this.#isOver) return;
      if (error instanceof ApiError && (error.code === 'not_found' || error.code === 'not_allowed')) {
        this.failure = t.ringMe.interrupted;
        this.#over();
        return;
      }
      // The server is away for a moment: asked again.
    }
    this.#lookLater();
  }

  get #isOver(): boolean {
    return this.#now === 'ended';
  }

  #over(): void {
    clearTimeout(this.#timer);
    if (this.#now !== null) this.#now = 'ended';
    this.#hangUpLine();
  }

  #hangUpLine(): void {
    for (const off of this.#offs) off();
    this.#offs = [];
    const line = this.#line;
    this.#line = null;
    if (line === null) return;
    line.phone.stop();
    line.devices.stop();
    if (isCall(this.session.state)) this.session = NO_SESSION;
  }
}

/** Is it, within `REGISTER_MS`? To be asked before it begins. */
function registered(phone: Phone): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (is: boolean) => {
      clearTimeout(timer);
      off();
      resolve(is);
    };
    const timer = setTimeout(() => done(false), REGISTER_MS);
    const off = phone.on('registration', ({ state }) => state === 'registered' && done(true));
  });
}
