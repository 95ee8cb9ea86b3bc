/** What is so at this moment, as pages read it: reactive, fed by the one WebSocket of this tab. */
import { createContext, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { correctClock, now } from '../time/clock.svelte';
import { Connection, type Socket } from './connection';
import { ageNow, isFreshAt, type Heard } from './freshness';
import type {
  AgentLive,
  Alarm,
  BoardLimits,
  CallbackOrders,
  CentreLive,
  DayLine,
  DeskSaid,
  Flow,
  FromPage,
  HelpLive,
  LiveError,
  LiveEvent,
  ListeningLive,
  MatterOrders,
  OfficeFigures,
  QueueLive,
  Snapshot,
  ToPage,
  Topic,
  WaitingLive,
} from './protocol';
import { NOWHERE, step, type Place } from './sequence';

/** The web service reckons these itself, also while the centre is away: they make nothing else young. */
const OF_THE_BOARD: ReadonlySet<Topic> = new Set(['office_figures', 'flow', 'alarm', 'day_line', 'callbacks', 'limits', 'matters']);
const AGE_TICK_MS = 250; // the board turns red within three seconds
const BATCH_MS = 100; // pages are drawn at most so often

export interface MirrorOptions {
  /** The session is over, or (not certain) the server would not let us in. */
  refused: (isCertain: boolean) => void;
  makeSocket?: () => Socket;
  /** Milliseconds of a steady clock. */
  steady?: () => number;
}

export class Mirror {
  /** Consultants by their id, queues by office, the centre by the one key "centre". */
  readonly agents = new SvelteMap<string, AgentLive>();
  /** Who hears whose conversation, by the consultant; empty for who may not listen in. */
  readonly listening = new SvelteMap<string, ListeningLive>();
  /** Which consultants ask supervisors for help; empty for who may not listen in. */
  readonly help = new SvelteMap<string, HelpLive>();
  readonly queues = new SvelteMap<string, QueueLive>();
  readonly centre = new SvelteMap<string, CentreLive>();
  /** Of the board, empty for who may not see it: by office, or "*" for the province; by "20610>20620", the queue's
   * office and the consultant's; by "long_wait:20610", kind and office. */
  readonly officeFigures = new SvelteMap<string, OfficeFigures>();
  readonly flows = new SvelteMap<string, Flow>();
  readonly alarms = new SvelteMap<string, Alarm>();
  /** Also of the board: who waits, by a key of no meaning; the others by office. */
  readonly waiting = new SvelteMap<string, WaitingLive>();
  readonly dayLines = new SvelteMap<string, DayLine>();
  readonly callbacks = new SvelteMap<string, CallbackOrders>();
  readonly limits = new SvelteMap<string, BoardLimits>();
  /** By office; also for who answers what people write. */
  readonly matters = new SvelteMap<string, MatterOrders>();
  /** Seconds since the centre was heard; Infinity before the first time. */
  age = $state(Infinity);
  /** The data is complete and young enough to act upon. */
  isFresh = $state(false);
  isConnected = $state(false);
  /** When a connection was asked for last, in milliseconds. */
  triedAt = $state(0);
  /** Is this tab the person's desk? null until the server has said, and while the desk has no connection. */
  desk = $state.raw<DeskSaid | null>(null);
  /** The last refusal of something that was asked, for people. */
  error = $state.raw<LiveError | null>(null);

  readonly #maps: Record<Topic, Map<string, unknown>> = {
    agent: this.agents,
    listening: this.listening,
    help: this.help,
    queue: this.queues,
    waiting: this.waiting,
    centre: this.centre,
    office_figures: this.officeFigures,
    flow: this.flows,
    alarm: this.alarms,
    day_line: this.dayLines,
    callbacks: this.callbacks,
    limits: this.limits,
    matters: this.matters,
  };
  readonly #topics = Object.keys(this.#maps) as Topic[];
  #place: Place = NOWHERE;
  #heard: Heard | null = null;
  #waiting: LiveEvent[] = [];
  #drawnAt = -Infinity;
  #drawTimer: ReturnType<typeof setTimeout> | null = null;
  #ageTimer: ReturnType<typeof setInterval> | null = null;
  readonly #connection: Connection;
  readonly #steady: () => number;

  constructor(options: MirrorOptions) {
    this.#steady = options.steady ?? (() => performance.now());
    this.#connection = new Connection(options.makeSocket ?? openSocket, {
      // Whoever starts it in an effect must not start it again as the clock goes on.
      tried: () => (this.triedAt = untrack(now)),
      opened: () => {
        this.isConnected = true;
        this.#watch();
      },
      heard: (message) => this.#hear(message),
      lost: () => {
        this.isConnected = false;
        // A page that rests does not come forward by itself: after a restart of the server it would take the call of the desk away.
        this.desk = this.desk?.is_own === false ? { ...this.desk, may_take_over: true } : null;
      },
      refused: options.refused,
    });
  }

  start(): void {
    this.#ageTimer ??= setInterval(() => this.#tick(), AGE_TICK_MS);
    this.#connection.start();
  }

  /** Ends the connection and forgets everything: the next person may see other things. */
  stop(): void {
    this.#connection.stop();
    if (this.#ageTimer !== null) clearInterval(this.#ageTimer);
    if (this.#drawTimer !== null) clearTimeout(this.#drawTimer);
    this.#ageTimer = this.#drawTimer = null;
    this.#place = NOWHERE;
    this.#heard = null;
    this.#waiting = [];
    for (const map of Object.values(this.#maps)) map.clear();
    this.isConnected = false;
    this.desk = null;
    this.error = null;
    this.#tick();
  }

  /** The network or the machine is back. */
  hurry(): void {
    this.#connection.hurry();
  }

  /** Says it to the server now. False if there is no connection: nothing is kept for later. */
  send(message: FromPage): boolean {
    return this.#connection.send(message);
  }

  #watch(): void {
    const { epoch, complete } = this.#place;
    this.send({ type: 'watch', topics: this.#topics, epoch, seq: complete });
  }

  /** One that cannot be read, as of a server of another build, stops none of the others. */
  #hear(message: ToPage): void {
    try {
      this.#take(message);
    } catch (error) {
      console.error(error);
    }
  }

  #take(message: ToPage): void {
    if (message.type === 'desk') {
      this.desk = message;
      this.error = null; // what was refused before does not matter any more
    }
    // What a role may not see is no news for the person.
    if (message.type === 'error' && message.code !== 'topic_refused') this.error = message;
    if (message.type === 'snapshot' || message.type === 'event' || message.type === 'beat') correctClock(message.at);
    if (message.type === 'snapshot' || message.type === 'beat' || (message.type === 'event' && !OF_THE_BOARD.has(message.topic))) {
      this.#heard = { age: message.type === 'beat' ? message.age : 0, at: this.#steady() };
    }
    const next = step(this.#place, message);
    const isAskedAlready = next.does === 'ask' && this.#place === NOWHERE;
    this.#place = next.place;
    if (next.does === 'replace') this.#replace(message as Snapshot);
    else if (next.does === 'apply') this.#apply(message as LiveEvent);
    else if (next.does === 'ask' && !isAskedAlready) this.#watch();
    this.#tick();
  }

  #replace(snapshot: Snapshot): void {
    this.#waiting = [];
    for (const topic of this.#topics) fill(this.#maps[topic], snapshot.values[topic] ?? {});
  }

  #apply(event: LiveEvent): void {
    this.#waiting.push(event);
    const rest = this.#drawnAt + BATCH_MS - this.#steady();
    // Timers of a hidden tab are slow, and a call may be ringing.
    if (rest <= 0 || isHidden()) this.#draw();
    else this.#drawTimer ??= setTimeout(() => this.#draw(), rest);
  }

  #draw(): void {
    if (this.#drawTimer !== null) clearTimeout(this.#drawTimer);
    this.#drawTimer = null;
    this.#drawnAt = this.#steady();
    const events = this.#waiting;
    this.#waiting = [];
    for (const { topic, key, value } of events) {
      const map: Map<string, unknown> | undefined = this.#maps[topic];
      if (!map) continue; // of a newer server
      if (value === null) map.delete(key);
      else map.set(key, value);
    }
  }

  #tick(): void {
    this.age = ageNow(this.#heard, this.#steady());
    this.isFresh = isFreshAt(this.age, this.isConnected && this.#place.epoch !== null);
  }
}

function fill(map: Map<string, unknown>, values: Record<string, unknown>): void {
  for (const key of [...map.keys()]) if (!(key in values)) map.delete(key);
  for (const [key, value] of Object.entries(values)) map.set(key, value);
}

function isHidden(): boolean {
  return typeof document !== 'undefined' && document.hidden;
}

function openSocket(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(`${scheme}//${location.host}/api/live`) as Socket;
}

/** Of the shell; in any page below it. */
export const [getMirror, setMirror] = createContext<Mirror>();
