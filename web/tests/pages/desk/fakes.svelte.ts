/** What a desk stands on, with levers instead of a server, a network and devices. */
import { SvelteMap } from 'svelte/reactivity';
import { Desk, type MirrorPart } from '../../../src/pages/desk/desk.svelte';
import type { DeskContext } from '../../../src/conversation/call_context_api';
import { Company } from '../../../src/conversation/company.svelte';
import type { Called, ColleagueMode, CompanyApi, Targets } from '../../../src/conversation/company_api';
import type { CallDetail, DeskInfo, RecordingAction } from '../../../src/conversation/conversation_api';
import type { CallOut, DeskApi, Wish } from '../../../src/pages/desk/desk_api';
import type {
  Device,
  DevicesPart,
  EchoResult,
  Equipment,
  HealthPart,
  HealthWord,
  OneDeskPart,
  PageTrouble,
  Permission,
  ReadinessPart,
  RingerPart,
  Switched,
} from '../../../src/telephone/equipment';
import type { Kept } from '../../../src/telephone/kept';
import { Sound } from '../../../src/telephone/sound.svelte';
import type { AgentCall, AgentLive, CentreLive, DeskSaid, FromPage, LiveError, QueueLive, Telephone } from '../../../src/live/protocol';
import { Emitter } from '../../../src/phone/emitter';
import { FakePhone } from '../../../src/phone/fake_phone';
import { FakeKnowledge } from '../../knowledge/fakes';
import { contact, FakeClients } from '../../client_card/fakes';

export const ME = 'k20060-1';
export const NOW = Date.parse('2026-11-27T08:42:00Z');

/** So many seconds before NOW. */
export const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

export class FakeMirror implements MirrorPart {
  readonly agents = new SvelteMap<string, AgentLive>();
  readonly queues = new SvelteMap<string, QueueLive>();
  readonly centre = new SvelteMap<string, CentreLive>();
  age = $state(0.3);
  isFresh = $state(true);
  isConnected = $state(true);
  desk = $state.raw<DeskSaid | null>({ type: 'desk', is_own: true, may_take_over: false });
  error = $state.raw<LiveError | null>(null);
  readonly sent: FromPage[] = [];

  send(message: FromPage): boolean {
    this.sent.push(message);
    return this.isConnected;
  }

  /** The consultant as the server says. */
  me(change: Partial<AgentLive>): void {
    const before = this.agents.get(ME) ?? { office: '20060', state: 'offline', since: ago(600) };
    this.agents.set(ME, { ...before, ...change });
  }

  call(change: Partial<AgentCall>, state = 'talking'): void {
    this.me({ state, since: ago(60), call: { ...CALL, ...change } });
  }
}

export const CALL: AgentCall = {
  id: 'call-1',
  phase: 'talking',
  since: ago(134),
  dialled_number: '9510',
  office: '20060',
  queue: '20060',
  topic: 'unemployed',
  language: 'pl',
  verified_by: 'card',
  recording: 'on',
  recording_mode: 'opt_in',
  joined: ago(199),
  offered: ago(140),
  answered: ago(134),
  reason: 'własny urząd, najdłużej bez rozmowy',
  path: ['9510', 'karta i PIN', 'menu 0', 'kolejka'],
};

export const INFO: DeskInfo = {
  name: 'Anna Nowak',
  office: '20060',
  offices: [
    { id: '20060', name: 'Kolno' },
    { id: '20000', name: 'WUP Białystok' },
    { id: '20070', name: 'Łomża' },
  ],
  pauseReasons: [
    { id: 'break', name: 'przerwa' },
    { id: 'meal', name: 'posiłek' },
    { id: 'training', name: 'szkolenie' },
    { id: 'desk', name: 'obsługa w urzędzie' },
    { id: 'admin', name: 'prace administracyjne' },
  ],
  topics: [
    { id: 'unemployed', name: 'osoba bezrobotna' },
    { id: 'seeker', name: 'osoba poszukująca pracy' },
    { id: 'employer', name: 'pracodawca' },
  ],
  iceServers: [],
  hasBrowserTelephone: true,
};

function callOut(id: string, change: Partial<CallOut>): CallOut {
  return {
    id,
    dialled_number: '9510',
    is_free: true,
    scenario: 'linia-9510',
    scenario_version: 1,
    started_at: ago(3600),
    ended_at: ago(3000),
    end_reason: 'completed',
    duration_time: 600,
    verification_level: 2,
    office: '20060',
    queue: '20060',
    queued_at: ago(3590),
    queue_left_reason: 'connected',
    wait_time: 65,
    agent: ME,
    connected_at: ago(3500),
    talk_time: 312,
    hold_time: 0,
    is_recording_allowed: true,
    direction: 'inbound',
    dial_outcome: null,
    callback_id: null,
    origin_call_id: null,
    topic: 'unemployed',
    resumed_time: 0,
    answered_by_office: '20060',
    is_own_office: true,
    overflow_reason: null,
    estimated_low_time: null,
    estimated_high_time: null,
    estimate_error_time: null,
    agent_name: null,
    rating: null,
    has_recording: false,
    path: 'queue',
    ...change,
  };
}

export const TODAY: CallOut[] = [
  callOut('call-7', { started_at: ago(300), talk_time: 134 }),
  callOut('call-6', { started_at: ago(1100), talk_time: 421, office: '20070' }),
  callOut('call-5', { started_at: ago(2000), talk_time: null, connected_at: null, agent: null }),
  callOut('call-4', { started_at: ago(3000), talk_time: 96, direction: 'callback' }),
  callOut('call-3', { started_at: ago(4100), talk_time: 258 }),
];

export function detail(id: string, change: Partial<CallDetail> = {}): CallDetail {
  const steps: [number, string, string][] = [
    [0, 'call_started', 'Połączenie z numerem 9510 (scenariusz linia-9510, wersja 1)'],
    [9, 'verified', 'Potwierdzono tożsamość: klient urzędu Kolno, poziom 2'],
    [14, 'queue_entered', 'Wejście do kolejki Kolno, miejsce 2, osoba bezrobotna'],
    [79, 'conversation_started', `Rozmowa z konsultantem ${ME}`],
  ];
  return {
    ...callOut(id, {}),
    caller_number: '600100200',
    client_id: 'client-anna',
    agent_names: {},
    wrap_up_time: null,
    timeline: steps.map(([offset, kind, text]) => ({ at: ago(213 - offset), offset, kind, text, details: {} })),
    ...change,
  };
}

/** What was asked, in order; `fails` has the error of the next question of that name. */
export class FakeApi implements DeskApi, CompanyApi {
  readonly asked: unknown[][] = [];
  readonly fails = new Map<string, Error>();
  /** A question of that name is not answered before `answer` is called. */
  readonly holds = new Set<string>();
  #release: (() => void)[] = [];
  infoIs: DeskInfo = INFO;
  sentences = ['Trwa przerwa (posiłek). Rozmowy wrócą po zgłoszeniu gotowości.'];
  today: CallOut[] = TODAY;
  detail: CallDetail = detail('call-1');

  async #answer<T>(name: string, args: unknown[], value: T): Promise<T> {
    this.asked.push([name, ...args]);
    if (this.holds.has(name)) await new Promise<void>((done) => this.#release.push(done));
    const error = this.fails.get(name);
    if (error !== undefined) {
      this.fails.delete(name);
      throw error;
    }
    return value;
  }

  answer(): void {
    for (const done of this.#release.splice(0)) done();
  }

  info = () => this.#answer('info', [], this.infoIs);
  wish = (agent: string, wish: Wish, reason?: string) => this.#answer('wish', reason === undefined ? [agent, wish] : [agent, wish, reason], undefined);
  why = (agent: string) => this.#answer('why', [agent], this.sentences);
  hold = (call: string, isHeld: boolean) => this.#answer('hold', [call, isHeld], undefined);
  hangUp = (call: string) => this.#answer('hangUp', [call], undefined);
  transfer = (call: string, office: string, topic: string | null) => this.#answer('transfer', [call, office, topic], undefined);
  help = (call: string, isWanted: boolean) => this.#answer('help', [call, isWanted], undefined);
  recording = (call: string, action: RecordingAction) => this.#answer('recording', [call, action], undefined);
  targets = (search: string, call: string) => this.#answer('targets', [search, call], { people: [], has_more: false, offices: [], numbers: [] } as Targets);
  callIn = (call: string, who: Called, mode: ColleagueMode, handsOver: boolean) => this.#answer('callIn', [call, who, mode, handsOver], undefined);
  moveColleague = (call: string, mode: ColleagueMode) => this.#answer('moveColleague', [call, mode], undefined);
  endColleague = (call: string, how: 'dismiss' | 'hand-over') => this.#answer('endColleague', [call, how], undefined);
  leave = (call: string) => this.#answer('leave', [call], undefined);
  call = (id: string) => this.#answer('call', [id], { ...this.detail, id });
  ownCalls = (day: string) => this.#answer('ownCalls', [day], this.today);
}

/** What is known of a call; `fails` has the errors of the next questions. */
export class FakeContext {
  asked = 0;
  readonly fails: Error[] = [];
  is: DeskContext = context();

  context = () => {
    this.asked += 1;
    const error = this.fails.shift();
    return error === undefined ? Promise.resolve(this.is) : Promise.reject(error);
  };
}

export function context(change: Partial<DeskContext> = {}): DeskContext {
  return {
    call_id: 'call-1',
    verification: { level: 2, by: 'card', wrong_tries: 0, words: 'Osoba zweryfikowana kartą i PIN-em.' },
    home_office: { office: { code: '20060', seat: 'Kolno' }, known_by: 'client_record', is_own: true, words: 'Kolno, z danych klienta.' },
    why_here: [{ kind: 'own', words: 'Własny urząd, najdłużej bez rozmowy.', account: null, at: null }],
    is_caller_late: false,
    caller: {
      client_id: 'client-anna',
      office: { code: '20060', seat: 'Kolno' },
      groups: ['identity', 'visits', 'history'],
      last_contacts: [
        contact('contact-1'),
        contact('contact-2', { channel: 'sms', note: '', outcome: null, topic: null, summary: 'Przypomnienie o wizycie.' }),
      ],
      open_matters: [{ kind: 'callback', id: 'callback-1', at: ago(90_000), due_on: null, words: 'Zamówione oddzwonienie z 26.11.2026, 10:20: czeka.' }],
      next_visit: { at: '2026-12-12T09:15:00Z', room: '12', adviser: 'Ewa Lis', purpose: 'oferty', words: 'Wizyta 12.12.2026 o 10:15, pokój 12.' },
    },
    articles: [
      {
        id: 'zasilek-ile',
        topic: 'zasilek',
        title: 'Wysokość zasiłku',
        short_answer: 'Zasiłek wynosi 1721,90 zł miesięcznie przez pierwsze 90 dni.',
        language: 'pl',
        office: null,
        is_pointer: false,
        is_heard: true,
      },
      {
        id: 'ubezpieczenie',
        topic: 'ubezpieczenie',
        title: 'Ubezpieczenie zdrowotne',
        short_answer: 'W sprawie ubezpieczenia prosimy pytać w swoim urzędzie.',
        language: 'pl',
        office: null,
        is_pointer: true,
        is_heard: false,
      },
    ],
    heard: [{ topic: 'zasilek', at: ago(205), words: 'Wysokość zasiłku' }],
    ...change,
  };
}

class FakeDevices extends Emitter<{ changed: void; microphone: MediaStreamTrack | null; switched: Switched }> {
  microphone: MediaStreamTrack | null = {} as MediaStreamTrack;
  permission: Permission = 'granted';
  inputs: Device[] = [{ id: 'm1', label: 'Słuchawki Jabra' }];
  outputs: Device[] = [
    { id: 'o1', label: 'Słuchawki Jabra' },
    { id: 'o2', label: 'Głośnik monitora' },
  ];
  inUse = { microphone: this.inputs[0] ?? null, headset: this.outputs[0] ?? null, ringing: this.outputs.slice(1) };
  readonly headset = { isBlocked: false, unlock: () => Promise.resolve() };
  starts = 0;

  start(): Promise<void> {
    this.starts += 1;
    return Promise.resolve();
  }

  stop(): void {
    this.starts = 0;
  }

  is(permission: Permission): void {
    this.permission = permission;
    this.microphone = permission === 'granted' ? ({} as MediaStreamTrack) : null;
    this.emit('changed', undefined);
  }

  unplug(from: string, to: string | null): void {
    this.emit('switched', { kind: 'headset', from, to, why: 'unplugged' });
  }

  chooseMicrophone = () => Promise.resolve();
  chooseHeadset = () => Promise.resolve();
  chooseRinging = () => Promise.resolve();
}

class FakeRinger extends Emitter<{ seen: void; blocked: void }> implements RingerPart {
  isUnlocked = true;
  isRinging = false;
  rung: { title: string; body?: string }[] = [];
  unlock = () => Promise.resolve(this.isUnlocked);
  askForNotifications = () => Promise.resolve(true);
  test = () => Promise.resolve();

  ring(what: { title: string; body?: string }): void {
    this.isRinging = true;
    this.rung.push(what);
  }

  stop(): void {
    this.isRinging = false;
  }
}

class FakeReadiness extends Emitter<{ trouble: void }> implements ReadinessPart {
  trouble: PageTrouble = '';
  start = () => undefined;
  stop = () => undefined;
  alive = () => undefined;

  echoWas(result: EchoResult): void {
    this.is(result.ok ? '' : result.missing);
  }

  is(trouble: PageTrouble): void {
    this.trouble = trouble;
    this.emit('trouble', undefined);
  }
}

class FakeHealth extends Emitter<{ quality: void }> implements HealthPart {
  now: { word: HealthWord } | null = null;
  isSoundExpected = true;

  expectSound(isExpected: boolean): void {
    this.isSoundExpected = isExpected;
  }

  is(word: HealthWord): void {
    this.now = { word };
    this.emit('quality', undefined);
  }
}

export class FakeOneDesk extends Emitter<{ state: void }> implements OneDeskPart {
  state: OneDeskPart['state'] = 'asking';
  claims: OneDeskPart['state'] = 'here';
  isOtherBusy = false;
  isBusy = false;

  claim(): Promise<void> {
    this.is(this.claims);
    return Promise.resolve();
  }

  takeOver(): Promise<'here' | 'busy'> {
    if (this.isOtherBusy) return Promise.resolve('busy');
    this.is('here');
    return Promise.resolve('here');
  }

  release(): void {
    this.is('asking');
  }

  setBusy(isInCall: boolean): void {
    this.isBusy = isInCall;
  }

  is(state: OneDeskPart['state']): void {
    this.state = state;
    this.emit('state', undefined);
  }
}

export class Stage {
  soundsMade = 0;
  /** Of the browser telephone, over a slow line. */
  loading: Promise<void> = Promise.resolve();
  readonly mirror = new FakeMirror();
  readonly api = new FakeApi();
  readonly clients = new FakeClients();
  readonly context = new FakeContext();
  readonly knowledge = new FakeKnowledge();
  readonly phone = new FakePhone();
  readonly devices = new FakeDevices();
  readonly ringer = new FakeRinger();
  readonly readiness = new FakeReadiness();
  readonly health = new FakeHealth();
  readonly oneDesk = new FakeOneDesk();
  readonly kept: Kept = { telephone: null, mutedCall: null, outcome: null };
  readonly pulses: { telephone: Telephone; isOn: boolean }[] = [];
  beats = 0;
  echo: EchoResult = { ok: true, level: 0.4, tookMs: 900 };
  level = 0.5;
  readonly desk: Desk;
  readonly company: Company;

  constructor() {
    const equipment: Equipment = {
      phone: this.phone,
      devices: this.devices as DevicesPart,
      ringer: this.ringer,
      readiness: this.readiness,
      health: this.health,
      echoCheck: () => Promise.resolve(this.echo),
      meter: () => ({ level: () => this.level, stop: () => undefined }),
    };
    this.desk = new Desk({
      me: ME,
      page: 'page-1',
      mirror: this.mirror,
      api: this.api,
      clients: this.clients,
      context: this.context,
      knowledge: this.knowledge,
      kept: this.kept,
      makeSound: async () => {
        this.soundsMade += 1;
        await this.loading;
        return new Sound(equipment);
      },
      makePulse: (telephone) => {
        const pulse = { telephone, isOn: false };
        this.pulses.push(pulse);
        return {
          start: () => (pulse.isOn = true),
          stop: () => (pulse.isOn = false),
          beat: () => (this.beats += 1),
        };
      },
      oneDesk: this.oneDesk,
    });
    this.company = new Company(this.desk.conversation, this.api);
    this.desk.telephone.isWanted = true; // as the desk's page does
    this.mirror.centre.set('centre', { is_asterisk_there: true });
    this.mirror.queues.set('20060', { waiting: 3, oldest: ago(80), working: 2, free: 0, there: 3 });
    this.mirror.queues.set('20070', { waiting: 0, working: 2, free: 1, there: 2 });
    this.mirror.me({ state: 'offline', since: ago(900) });
  }
}
