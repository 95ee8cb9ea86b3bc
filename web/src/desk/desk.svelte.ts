/**
 * The desk of one consultant: what the screen shows, and what its buttons do.
 *
 * The screen follows the server's state (`mirror.agents`); the telephone carries media only. So holding, transferring
 * and ending a call are asked of the API, and only answering and what is heard is the telephone's.
 */
import { createContext, untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { sentenceOf } from '../api/client';
import type { AgentCall, AgentLive, CentreLive, DeskSaid, FromPage, LiveError, QueueLive, Telephone } from '../live/protocol';
import type { KnowledgeApi } from '../knowledge/knowledge_api';
import { isCall } from '../phone/phone';
import { now } from '../time/clock.svelte';
import { t } from '../words';
import { CallContext } from './call_context.svelte';
import type { CallContextApi } from './call_context_api';
import { ClientSide } from './client_side.svelte';
import type { ClientSideApi } from './client_side_api';
import type { DeskApi, DeskInfo, RecordingAction, Wish } from './desk_api';
import type { OneDeskPart, PulsePart } from './equipment';
import { Identity } from './identity.svelte';
import type { Kept } from './kept';
import { OwnDay } from './own_day.svelte';
import type { Sound } from './sound.svelte';
import * as states from './states';

/** What the desk reads of `live/mirror.svelte.ts`. */
export interface MirrorPart {
  readonly agents: ReadonlyMap<string, AgentLive>;
  readonly queues: ReadonlyMap<string, QueueLive>;
  readonly centre: ReadonlyMap<string, CentreLive>;
  readonly age: number;
  readonly isFresh: boolean;
  readonly isConnected: boolean;
  readonly desk: DeskSaid | null;
  readonly error: LiveError | null;
  send(message: FromPage): boolean;
}

export interface DeskParts {
  /** The account, which is the consultant's id. */
  me: string;
  /** Made when the page is loaded. */
  page: string;
  mirror: MirrorPart;
  api: DeskApi;
  clients: ClientSideApi;
  context: CallContextApi;
  knowledge: KnowledgeApi;
  kept: Kept;
  /** The browser telephone, made when it is wanted first. Rejects when it cannot be loaded. */
  makeSound: (info: DeskInfo) => Promise<Sound>;
  /** `sound` is null for a telephone on the table. */
  makePulse: (telephone: Telephone, sound: Sound | null) => PulsePart;
  oneDesk: OneDeskPart;
}

export type Stage = 'loading' | 'failed' | 'elsewhere' | 'before_shift' | 'shift';
export type Action = Wish | 'answer' | 'hold' | 'mute' | 'hang_up' | 'transfer' | 'recording' | 'why' | 'mend' | 'take_over';

const HANG_UP_PATIENCE_MS = 2000;
const REACHABLE_PATIENCE_MS = 5000;
const LOOK_MS = 100;
const LEFT_MEDIA_MS = 3000;
const FACTS_MS = 1500; // what has just ended stands in the list by then

export class Desk {
  readonly me: string;
  readonly identity: Identity;
  readonly day: OwnDay;
  readonly client: ClientSide;
  readonly context: CallContext;
  readonly knowledge: KnowledgeApi;

  info = $state.raw<DeskInfo | null>(null);
  infoFailure = $state('');
  telephone = $state<Telephone>('browser');
  sound = $state.raw<Sound | null>(null);
  soundFailed = $state(false);
  /** What has been asked for and is not answered yet. */
  readonly busy = new SvelteSet<Action>();
  /** The last thing that did not work, until it is read or works. */
  failure = $state.raw<{ action: Action; sentence: string } | null>(null);
  why = $state.raw<string[] | null>(null);
  isKeypadOpen = $state(false);
  isTransferOpen = $state(false);
  /** What is about to be done with the recording, and wants a second word. */
  recordingAsked = $state<'start' | 'withdraw' | null>(null);
  /** The keys that were sent in this call. */
  keysSent = $state('');
  /** The call that wrap-up belongs to. */
  lastCall = $state.raw<AgentCall | null>(null);
  tabState = $state<OneDeskPart['state']>('asking');
  /** What is beside the call. */
  beside = $state<'client' | 'knowledge'>('client');

  readonly #parts: DeskParts;
  #pulse: PulsePart | null = null;
  #isOn = false;
  #isMakingSound = false;
  #wantsAnswer: string | null = null;
  #offs: (() => void)[] = [];

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.me = parts.me;
    this.identity = new Identity(parts.api);
    this.day = new OwnDay(parts.me, parts.api);
    this.client = new ClientSide(parts.clients);
    this.context = new CallContext(parts.context);
    this.knowledge = parts.knowledge;
  }

  // -- what is so

  readonly agent = $derived.by<AgentLive | null>(() => this.#parts.mirror.agents.get(this.me) ?? null);
  readonly call = $derived.by<AgentCall | null>(() => this.agent?.call ?? null);
  readonly isOffered = $derived.by(() => this.call?.phase === 'offered');
  readonly isInConversation = $derived.by(() => states.isConversation(this.call));
  /** It rings in the browser, and the server's word has not come: the caller must not wait for that. */
  readonly isRingingAlone = $derived.by(
    () => this.call === null && this.sound?.session.state === 'ringing' && this.sound.session.direction === 'incoming',
  );
  /** The call in the middle of the page: also during the work after it. */
  readonly shownCall = $derived.by<AgentCall | null>(
    () => this.call ?? (this.agent?.state === 'wrap_up' ? this.lastCall : null),
  );
  readonly stateName = $derived.by(() => states.stateName(this.agent));
  readonly meaning = $derived.by(() => states.meaning(this.agent));
  readonly wishes = $derived.by(() => states.wishes(this.agent));
  readonly wrapUp = $derived.by(() => (this.agent === null ? null : states.wrapUpLeft(this.agent, now())));
  readonly isMuted = $derived.by(() => this.sound?.session.isMuted ?? false);
  /** Mute and keys work in the browser's telephone only, and while it is up. */
  readonly hasMedia = $derived.by(() => {
    const state = this.sound?.session.state;
    return this.isInConversation && (state === 'up' || state === 'reconnecting');
  });

  readonly trouble = $derived.by(() => {
    const sound = this.sound;
    const registration = sound?.registration;
    return states.trouble({
      agent: this.agent,
      isAsteriskThere: this.#parts.mirror.centre.get('centre')?.is_asterisk_there ?? true,
      sound: sound && {
        permission: sound.permission,
        isBlocked: sound.isBlocked,
        registration: registration?.state ?? 'connecting',
        lostCause: registration?.state === 'lost' ? registration.cause : null,
        trouble: sound.trouble,
      },
    });
  });

  readonly connection = $derived.by<'fresh' | 'late' | 'away'>(() => {
    const mirror = this.#parts.mirror;
    if (!mirror.isConnected) return 'away';
    return mirror.isFresh ? 'fresh' : 'late';
  });

  get age(): number {
    return this.#parts.mirror.age;
  }

  readonly stage = $derived.by<Stage>(() => {
    const { mirror } = this.#parts;
    if (mirror.desk?.is_own === false || this.tabState === 'elsewhere' || this.tabState === 'taken') return 'elsewhere';
    if (this.info === null) return this.infoFailure ? 'failed' : 'loading';
    if (this.agent === null && !mirror.isFresh) return 'loading';
    return this.agent === null || this.agent.state === 'offline' ? 'before_shift' : 'shift';
  });

  /** As far as is seen here; the server has the last word, but tells it only to pages that say how they are. */
  readonly mayTakeOver = $derived.by(() => this.call === null);
  /** Why the server did not let this page take over, in its words. */
  readonly takeOverRefusal = $derived.by(() => {
    const { error } = this.#parts.mirror;
    return error?.code === 'take_over_refused' ? error.message : null;
  });

  /** The figures of the queues that one may see, the own office's first. */
  readonly queues = $derived.by(() => {
    const own = this.info?.office;
    return [...this.#parts.mirror.queues.entries()]
      .filter(([office, queue]) => office === own || (queue.waiting ?? 0) > 0 || (queue.there ?? 0) > 0)
      .sort(([a], [b]) => Number(b === own) - Number(a === own) || a.localeCompare(b))
      .map(([office, queue]) => ({ office, name: this.officeName(office), ...queue }));
  });

  officeName(code: string | null | undefined): string {
    return this.info?.offices.find((office) => office.id === code)?.name ?? code ?? '';
  }

  topicName(id: string | null | undefined): string {
    return this.info?.topics.find((topic) => topic.id === id)?.name ?? id ?? '';
  }

  pauseName(id: string | null | undefined): string {
    return this.info?.pauseReasons.find((reason) => reason.id === id)?.name ?? '';
  }

  isBusy(action: Action): boolean {
    return this.busy.has(action);
  }

  // -- beginning and end

  /** Until the function that comes back is called. */
  start(): () => void {
    const { oneDesk } = this.#parts;
    this.#isOn = true;
    this.#offs = [
      oneDesk.on('state', () => (this.tabState = oneDesk.state)),
      $effect.root(() => {
        $effect(() => this.#follow(this.agent, this.call));
        $effect(() => this.#ring());
        $effect(() => this.#sessionChanged());
        $effect(() => {
          // What was seen of the caller leaves the page with the call and the work after it.
          const isOver = this.agent !== null && this.shownCall === null;
          if (isOver || this.stage === 'elsewhere')
            untrack(() => {
              this.client.forget();
              this.context.forget();
            });
        });
        $effect(() => {
          if (this.#parts.mirror.isConnected) untrack(() => this.client.hurry());
        });
        $effect(() => oneDesk.setBusy(this.call !== null));
        $effect(() => this.sound?.expectSound(this.call?.phase === 'talking'));
        $effect(() => {
          if (this.stage === 'elsewhere') untrack(() => this.#rest());
          else if (this.stage !== 'loading' && this.stage !== 'failed') untrack(() => this.#work());
        });
        $effect(() => {
          // Each word of the server drives the pulse: timers of hidden pages are slow.
          void this.#parts.mirror.age;
          untrack(() => this.#pulse?.beat());
        });
      }),
    ];
    this.tabState = oneDesk.state;
    void oneDesk.claim().then(() => (this.tabState = oneDesk.state));
    void this.loadInfo();
    return () => this.stop();
  }

  stop(): void {
    this.#isOn = false;
    for (const off of this.#offs) off();
    this.#offs = [];
    this.#pulse?.stop();
    this.#pulse = null;
    this.sound?.stop();
    this.identity.forget();
    this.client.stop();
    this.context.forget();
    this.#parts.oneDesk.release();
  }

  async loadInfo(): Promise<void> {
    this.infoFailure = '';
    try {
      const info = await this.#parts.api.info();
      const remembered = this.#parts.kept.telephone;
      this.telephone = remembered === 'browser' && !info.hasBrowserTelephone ? 'sip' : (remembered ?? (info.hasBrowserTelephone ? 'browser' : 'sip'));
      this.info = info;
    } catch (error) {
      this.infoFailure = sentenceOf(error, t.desk.failures.info);
    }
    void this.day.load(now());
  }

  /** Which telephone the shift goes on; remembered. Not during a call. */
  chooseTelephone(wanted: Telephone): void {
    if (wanted === this.telephone || this.call !== null) return;
    this.telephone = wanted;
    this.#parts.kept.telephone = wanted;
    this.#rest();
    this.#work();
  }

  /** The telephone and the pulse, as far as they do not go on already. */
  #work(): void {
    const info = this.info;
    if (info === null) return;
    if (this.telephone === 'sip') {
      this.#beginPulse(null);
      return;
    }
    if (this.sound !== null) {
      void this.#begin(this.sound);
      return;
    }
    // Two telephones of one page would throw each other out for ever.
    if (this.#isMakingSound) return;
    this.#isMakingSound = true;
    this.soundFailed = false;
    void this.#parts
      .makeSound(info)
      .then(
        (sound) => {
          if (!this.#isOn || this.telephone !== 'browser' || this.stage === 'elsewhere') return;
          this.sound = sound;
          void this.#begin(sound);
        },
        () => (this.soundFailed = true),
      )
      .finally(() => (this.#isMakingSound = false));
  }

  /** The server is told of this desk when it is known what it hears with. */
  async #begin(sound: Sound): Promise<void> {
    await sound.start();
    if (this.#isOn && sound.isOn) this.#beginPulse(sound);
  }

  #beginPulse(sound: Sound | null): void {
    if (this.#pulse !== null) return;
    this.#pulse = this.#parts.makePulse(this.telephone, sound);
    this.#pulse.start();
  }

  #rest(): void {
    this.#pulse?.stop();
    this.#pulse = null;
    this.sound?.stop();
    if (this.telephone === 'sip') this.sound = null;
  }

  // -- what follows from what the server says

  #previous: AgentCall | null = null;

  #follow(agent: AgentLive | null, call: AgentCall | null): void {
    const before = this.#previous;
    // Without a word about this consultant nothing is known: a call is not over because the server began anew.
    if (agent === null || (call === null && !this.#parts.mirror.isFresh)) return;
    this.#previous = call;
    untrack(() => {
      if (call !== null) {
        this.lastCall = call;
        // Whoever does not talk here does not look at whose call it is: each look is written down.
        if (this.stage !== 'elsewhere') {
          this.identity.look(call.id, call.phase !== 'offered');
          this.client.look(call, call.phase !== 'offered');
          this.context.look(call);
        }
      }
      if (before !== null && before.id !== call?.id) {
        this.#over(before, agent);
        if (call === null) this.#endLeftMedia(before);
      }
    });
  }

  /** The server ends the telephone's side by itself. What is left a while later hangs in the air; but not at once: a server
   * that has just begun may not know yet. */
  #endLeftMedia(before: AgentCall): void {
    const session = this.sound?.session.id;
    setTimeout(() => {
      const isTheSame = session !== undefined && this.sound?.session.id === session;
      if (isTheSame && this.call === null && this.#previous === null && this.lastCall?.id === before.id && this.#parts.mirror.isFresh) {
        this.sound?.hangUpMedia();
      }
    }, LEFT_MEDIA_MS);
  }

  #over(before: AgentCall, agent: AgentLive): void {
    this.isKeypadOpen = false;
    this.isTransferOpen = false;
    this.recordingAsked = null;
    this.keysSent = '';
    this.#wantsAnswer = null;
    this.#parts.kept.mutedCall = null;
    if (before.phase === 'offered' && agent.state !== 'wrap_up') this.identity.forget();
    else setTimeout(() => void this.day.load(now()), FACTS_MS);
  }

  #ring(): void {
    const sound = this.sound;
    if (sound === null) return;
    if (this.isOffered || this.isRingingAlone) {
      const call = this.call;
      const title = t.desk.offer.title;
      const body = call === null ? '' : t.desk.offer.says(this.verification(call), this.officeName(call.office));
      untrack(() => sound.ring(title, body));
    } else {
      untrack(() => sound.stopRinging());
    }
  }

  #sessionChanged(): void {
    const sound = this.sound;
    const call = this.call;
    const session = sound?.session;
    if (!sound || !session || !call) return;
    untrack(() => {
      if (session.state === 'ringing' && this.#wantsAnswer === call.id) {
        this.#wantsAnswer = null;
        sound.answer();
      }
      if (session.state === 'up' && session.isResumed && !session.isMuted && this.#parts.kept.mutedCall === call.id) {
        sound.setMuted(true);
      }
    });
  }

  verification(call: AgentCall): string {
    return t.desk.verified[call.verified_by || 'not'];
  }

  // -- what people do

  async logIn(then: 'ready' | 'pause'): Promise<void> {
    this.sound?.unlock();
    this.#parts.kept.telephone = this.telephone;
    if (!(await this.#ask('log_in', () => this.#parts.api.wish(this.me, 'log_in')))) return;
    if (then === 'pause') return;
    await this.#untilReachable();
    await this.wish('ready');
  }

  /** The word of this page and of its telephone may reach the centre a moment after the click. Not for long: then the
   * centre says what is wrong. */
  async #untilReachable(): Promise<void> {
    const until = performance.now() + REACHABLE_PATIENCE_MS;
    while (this.agent?.trouble && performance.now() < until) await new Promise((done) => setTimeout(done, LOOK_MS));
  }

  async wish(wish: Wish, pauseReason?: string): Promise<void> {
    if (wish === 'ready') {
      this.sound?.unlock();
      this.sound?.alive();
    }
    await this.#ask(wish, () => this.#parts.api.wish(this.me, wish, pauseReason));
  }

  /** A pause or log-out that was kept for the end of the call is taken back. */
  takeWishBack(): Promise<void> {
    return this.wish('ready');
  }

  answer(): void {
    if (this.sound === null) return;
    if (this.isRingingAlone) {
      this.sound.answer();
      return;
    }
    const call = this.call;
    if (call?.phase !== 'offered') return;
    // The server's word may come before the telephone rings.
    if (!this.sound.answer()) this.#wantsAnswer = call.id;
  }

  get isAnswering(): boolean {
    const state = this.sound?.session.state;
    return this.isOffered && (state === 'connecting' || state === 'up');
  }

  toggleMute(): void {
    const { sound, call } = this;
    if (sound === null || call === null || !this.hasMedia) return;
    const isMuted = !sound.session.isMuted;
    sound.setMuted(isMuted);
    this.#parts.kept.mutedCall = isMuted ? call.id : null;
  }

  async toggleHold(): Promise<void> {
    const call = this.call;
    if (call === null || (call.phase !== 'talking' && call.phase !== 'held')) return;
    await this.#ask('hold', () => this.#parts.api.hold(call.id, call.phase === 'talking'));
  }

  /** If the server does not answer in time, the media end: the server sees that as the consultant's end, too. */
  async hangUp(): Promise<void> {
    const { call, sound } = this;
    if (call === null) {
      sound?.hangUpMedia();
      return;
    }
    const late = setTimeout(() => sound?.hangUpMedia(), HANG_UP_PATIENCE_MS);
    const isDone = await this.#ask('hang_up', () => this.#parts.api.hangUp(call.id));
    clearTimeout(late);
    if (!isDone) sound?.hangUpMedia();
  }

  async transfer(office: string, topic: string | null): Promise<void> {
    const call = this.call;
    if (call === null) return;
    if (await this.#ask('transfer', () => this.#parts.api.transfer(call.id, office, topic))) this.isTransferOpen = false;
  }

  /** What can be done with the recording of this conversation now. */
  readonly recordingActions = $derived.by(() => states.recordingActions(this.call));

  /** The key: pause, go on, or begin. A hold is silent by itself. */
  async toggleRecording(): Promise<void> {
    const { start, pause, resume } = this.recordingActions;
    if (start) this.openRecording('start');
    else if (pause) await this.record('pause');
    else if (resume) await this.record('resume');
  }

  openRecording(action: 'start' | 'withdraw'): void {
    if (!this.recordingActions[action]) return;
    this.#forgive('recording');
    this.recordingAsked = action;
  }

  async record(action: RecordingAction): Promise<void> {
    const call = this.call;
    if (call === null) return;
    if (await this.#ask('recording', () => this.#parts.api.recording(call.id, action))) this.recordingAsked = null;
  }

  openTransfer(): void {
    if (!this.isInConversation) return;
    this.#forgive('transfer');
    this.isTransferOpen = true;
  }

  toggleKeypad(): void {
    if (this.hasMedia || this.isKeypadOpen) this.isKeypadOpen = !this.isKeypadOpen;
  }

  sendKey(key: string): void {
    if (this.sound?.sendKey(key)) this.keysSent += key;
  }

  async askWhy(): Promise<void> {
    await this.#ask('why', async () => {
      this.why = await this.#parts.api.why(this.me);
    });
  }

  closeWhy(): void {
    this.why = null;
  }

  heal(): void {
    this.sound?.heal();
  }

  /** The one button beside the sentence about what is wrong. */
  async mend(): Promise<void> {
    const { sound } = this;
    await this.#ask('mend', async () => {
      switch (this.trouble) {
        case 'microphone_refused':
        case 'microphone_missing':
        case 'microphone_busy':
          await sound?.askForMicrophone();
          break;
        case 'telephone_lost':
        case 'telephone_refused':
        case 'unreachable':
          await sound?.reconnect();
          break;
        case 'sound_blocked':
          sound?.unlock();
          break;
        case 'no_sound':
          await sound?.checkEcho();
          break;
        case 'page_frozen':
          sound?.unlock();
          sound?.alive();
          break;
        case 'in_another_call':
          sound?.hangUpMedia();
          break;
        case 'no_answer':
          sound?.unlock();
          await this.#parts.api.wish(this.me, 'ready');
          break;
        default:
          break;
      }
    });
  }

  /** Make this page the desk. */
  async takeOver(): Promise<void> {
    const { oneDesk, mirror, page } = this.#parts;
    await this.#ask('take_over', async () => {
      if (!mirror.isConnected) throw new Refusal(t.desk.failures.action); // and the other tab stays the desk
      if (oneDesk.state !== 'here' && (await oneDesk.takeOver()) === 'busy') throw new Refusal(t.desk.elsewhere.busy);
      // The server lets only a page take over that has said how it is, and this one has been silent.
      mirror.send({ type: 'desk', page, telephone: this.telephone, trouble: this.telephone === 'browser' ? 'no_telephone' : null });
      mirror.send({ type: 'take_over', page });
    });
  }

  readFailure(): void {
    this.failure = null;
  }

  #forgive(action: Action): void {
    if (this.failure?.action === action) this.failure = null;
  }

  /** Did it work? One at a time of each kind; what did not work is told. */
  async #ask(action: Action, work: () => Promise<void>): Promise<boolean> {
    if (this.busy.has(action)) return false;
    this.busy.add(action);
    this.#forgive(action);
    try {
      await work();
      return true;
    } catch (error) {
      const otherwise = error instanceof Refusal ? error.message : t.desk.failures.action;
      this.failure = { action, sentence: sentenceOf(error, otherwise) };
      return false;
    } finally {
      this.busy.delete(action);
    }
  }
}

class Refusal extends Error {}

/** Does the telephone of the page have a call? */
export function hasCall(sound: Sound | null): boolean {
  return sound !== null && isCall(sound.session.state);
}

/** Of the desk; in its parts. */
export const [getDesk, setDesk] = createContext<Desk>();
