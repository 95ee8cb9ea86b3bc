/**
 * The conversation of one person: what is so, and what its buttons do, on every page.
 *
 * It follows the server's state (`mirror.agents`); the telephone carries media only. So holding, handing on and ending
 * are asked of the API, and only answering and what is heard is the telephone's.
 */
import { createContext, untrack } from 'svelte';
import type { Asking } from '../api/asking.svelte';
import { isConversation, meaning, stateName } from '../live/agent_states';
import type { AgentCall, AgentLive, QueueLive } from '../live/protocol';
import type { Kept } from '../telephone/kept';
import type { OwnTelephone } from '../telephone/own_telephone.svelte';
import { t } from '../words';
import { CallContext } from './call_context.svelte';
import type { CallContextApi } from './call_context_api';
import type { ConversationApi, DeskInfo, RecordingAction } from './conversation_api';
import { Identity } from './identity.svelte';
import { isOtherNumber, type Person } from './person';
import { recordingActions } from './recording_actions';

/** What a conversation reads of `live/mirror.svelte.ts`. */
export interface ConversationMirror {
  readonly agents: ReadonlyMap<string, AgentLive>;
  readonly queues: ReadonlyMap<string, QueueLive>;
  readonly isFresh: boolean;
}

export interface ConversationParts {
  /** The account, which is the consultant's id. */
  me: string;
  mirror: ConversationMirror;
  api: ConversationApi;
  context: CallContextApi;
  kept: Kept;
  telephone: OwnTelephone;
  asking: Asking<string>;
  /** Reactive: of the card of the caller at hand; null while it is not there, or may not be seen. */
  person: () => Person | null;
}

const HANG_UP_PATIENCE_MS = 2000;
const LEFT_MEDIA_MS = 3000;

export class Conversation {
  readonly telephone: OwnTelephone;
  readonly asking: Asking<string>;
  readonly identity: Identity;
  readonly context: CallContext;

  /** Names of offices and topics; null until they are there. */
  info = $state.raw<DeskInfo | null>(null);
  isKeypadOpen = $state(false);
  /** What is about to be done with the recording, and wants a second word. */
  recordingAsked = $state<'start' | 'withdraw' | null>(null);
  /** The keys that were sent in this call. */
  keysSent = $state('');
  /** The call that the work after it belongs to. */
  lastCall = $state.raw<AgentCall | null>(null);

  readonly #parts: ConversationParts;
  #wantsAnswer: string | null = null;
  #previous: AgentCall | null = null;
  #overs = new Set<(before: AgentCall) => void>();

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.telephone = parts.telephone;
    this.asking = parts.asking;
    this.identity = new Identity(parts.api);
    this.context = new CallContext(parts.context);
  }

  // -- what is so

  readonly agent = $derived.by<AgentLive | null>(() => this.#parts.mirror.agents.get(this.#parts.me) ?? null);
  readonly call = $derived.by<AgentCall | null>(() => this.agent?.call ?? null);
  readonly isOffered = $derived.by(() => this.call?.phase === 'offered');
  /** A client is rung, who has not answered yet. */
  readonly isDialling = $derived.by(() => this.call?.phase === 'dialling');
  readonly isGoingOn = $derived.by(() => isConversation(this.call));
  /** It rings in the browser, and the server's word has not come: the caller must not wait for that. */
  readonly isRingingAlone = $derived.by(() => this.call === null && this.telephone.isRinging);
  /** The telephone is up without a call of the distribution: a conversation is listened to. */
  readonly isListening = $derived.by(
    () => this.call === null && this.agent?.state === 'offline' && this.telephone.isUp && this.telephone.sound?.session.direction === 'incoming',
  );
  /** The one that is spoken of: also during the work after it. */
  readonly shownCall = $derived.by<AgentCall | null>(() => this.call ?? (this.agent?.state === 'wrap_up' ? this.lastCall : null));
  readonly stateName = $derived.by(() => stateName(this.agent));
  readonly meaning = $derived.by(() => meaning(this.agent));
  /** Mute and keys work in the browser's telephone only, and while it is up. */
  readonly hasMedia = $derived.by(() => this.isGoingOn && this.telephone.isUp);
  readonly isAnswering = $derived.by(() => this.isOffered && ['connecting', 'up'].includes(this.telephone.sound?.session.state ?? ''));
  /** Somebody else has the call, and has called this person in. */
  readonly isColleague = $derived.by(() => this.call !== null && this.call.colleague === this.#parts.me);
  readonly mayHold = $derived.by(() => !this.isColleague && (this.call?.phase === 'talking' || this.call?.phase === 'held'));
  /** What can be done with the recording now. */
  readonly recordingActions = $derived.by(() => recordingActions(this.isColleague ? null : this.call));

  /** Who is on the line, or was a moment ago. */
  readonly person = $derived.by<Person | null>(() => (this.shownCall === null ? null : this.#parts.person()));
  /** The same in words: "Anna Chrostowska, 29 lat", or how sure it is who calls. */
  readonly who = $derived.by(() => {
    const { person } = this;
    if (person !== null) return [person.name, person.age !== null && t.desk.verified.age(person.age)].filter(Boolean).join(', ');
    return t.desk.verified.short(Boolean(this.shownCall?.verified_by), '');
  });
  /** The caller's number is none of the card's. */
  readonly hasOtherNumber = $derived.by(() => {
    const { detail } = this.identity;
    return detail !== null && detail.id === this.shownCall?.id && isOtherNumber(detail.caller_number, this.person);
  });

  officeName(code: string | null | undefined): string {
    return this.info?.offices.find((office) => office.id === code)?.name ?? code ?? '';
  }

  topicName(id: string | null | undefined): string {
    return this.info?.topics.find((topic) => topic.id === id)?.name ?? id ?? '';
  }

  verification(call: AgentCall): string {
    return t.desk.verified[call.verified_by || 'not'];
  }

  // -- beginning and end

  /** Until the function that comes back is called. */
  start(): () => void {
    return $effect.root(() => {
      $effect(() => this.#follow(this.agent, this.call));
      $effect(() => this.#ring());
      $effect(() => this.#sessionChanged());
      $effect(() => {
        // What was seen of the caller leaves the page with the call and the work after it.
        const isOver = this.agent !== null && this.shownCall === null;
        if (isOver || this.telephone.isElsewhere) untrack(() => this.context.forget());
      });
      $effect(() => this.telephone.setBusy(this.call !== null));
      $effect(() => this.telephone.sound?.expectSound(this.call?.phase === 'talking'));
      return () => {
        this.identity.forget();
        this.context.forget();
      };
    });
  }

  /** Told of each call that is over. Until the function that comes back is called. */
  onOver(listener: (before: AgentCall) => void): () => void {
    this.#overs.add(listener);
    return () => this.#overs.delete(listener);
  }

  #follow(agent: AgentLive | null, call: AgentCall | null): void {
    const before = this.#previous;
    // Without a word about this person nothing is known: a call is not over because the server began anew.
    if (agent === null || (call === null && !this.#parts.mirror.isFresh)) return;
    this.#previous = call;
    untrack(() => {
      if (call !== null) {
        if (call.phase !== 'dialling') this.lastCall = call;
        // Whoever does not talk here does not look at whose call it is: each look is written down.
        if (!this.telephone.isElsewhere) {
          this.identity.look(call.id, call.phase !== 'offered');
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
    const { telephone } = this;
    const session = telephone.sound?.session.id;
    setTimeout(() => {
      const isTheSame = session !== undefined && telephone.sound?.session.id === session;
      const isOver = this.call === null && this.#previous === null && this.lastCall?.id === before.id;
      if (isTheSame && isOver && this.#parts.mirror.isFresh) telephone.sound?.hangUpMedia();
    }, LEFT_MEDIA_MS);
  }

  #over(before: AgentCall, agent: AgentLive): void {
    this.isKeypadOpen = false;
    this.recordingAsked = null;
    this.keysSent = '';
    this.#wantsAnswer = null;
    this.#parts.kept.mutedCall = null;
    if (before.phase === 'offered' && agent.state !== 'wrap_up') this.identity.forget();
    else for (const listener of this.#overs) listener(before);
  }

  #ring(): void {
    const { sound } = this.telephone;
    if (sound === null) return;
    if (this.isOffered || this.isRingingAlone) {
      const call = this.call;
      const title = call === null ? t.desk.offer.title : t.desk.offer.rings(this.who);
      const verified = t.desk.verified.short(Boolean(call?.verified_by), this.person?.sex ?? '');
      const body = call === null ? '' : [verified, this.officeName(call.office)].filter(Boolean).join(', ');
      untrack(() => sound.ring(title, body));
    } else {
      untrack(() => sound.stopRinging());
    }
  }

  #sessionChanged(): void {
    const { sound } = this.telephone;
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

  // -- what people do

  answer(): void {
    const { sound } = this.telephone;
    if (sound === null) return;
    if (this.isRingingAlone) {
      sound.answer();
      return;
    }
    const call = this.call;
    if (call?.phase !== 'offered') return;
    // The server's word may come before the telephone rings.
    if (!sound.answer()) this.#wantsAnswer = call.id;
  }

  toggleMute(): void {
    const { sound } = this.telephone;
    const call = this.call;
    if (sound === null || call === null || !this.hasMedia) return;
    const isMuted = !sound.session.isMuted;
    sound.setMuted(isMuted);
    this.#parts.kept.mutedCall = isMuted ? call.id : null;
  }

  async toggleHold(): Promise<void> {
    const call = this.call;
    if (call === null || !this.mayHold) return;
    await this.asking.ask('hold', () => this.#parts.api.hold(call.id, call.phase === 'talking'));
  }

  /** If the server does not answer in time, the media end: the server sees that as the consultant's end, too. */
  async hangUp(): Promise<void> {
    const { sound } = this.telephone;
    const call = this.call;
    if (call === null) {
      sound?.hangUpMedia();
      return;
    }
    if (this.isColleague) {
      await this.asking.ask('leave', () => this.#parts.api.leave(call.id));
      return;
    }
    const late = setTimeout(() => sound?.hangUpMedia(), HANG_UP_PATIENCE_MS);
    const isDone = await this.asking.ask('hang_up', () => this.#parts.api.hangUp(call.id));
    clearTimeout(late);
    if (!isDone) sound?.hangUpMedia();
  }

  /** Pause, go on, or begin. A hold is silent by itself. */
  async toggleRecording(): Promise<void> {
    const { start, pause, resume } = this.recordingActions;
    if (start) this.openRecording('start');
    else if (pause) await this.record('pause');
    else if (resume) await this.record('resume');
  }

  openRecording(action: 'start' | 'withdraw'): void {
    if (!this.recordingActions[action]) return;
    this.asking.forgive('recording');
    this.recordingAsked = action;
  }

  async record(action: RecordingAction): Promise<void> {
    const call = this.call;
    if (call === null) return;
    if (await this.asking.ask('recording', () => this.#parts.api.recording(call.id, action))) this.recordingAsked = null;
  }

  toggleKeypad(): void {
    if (this.hasMedia || this.isKeypadOpen) this.isKeypadOpen = !this.isKeypadOpen;
  }

  sendKey(key: string): void {
    if (this.telephone.sound?.sendKey(key)) this.keysSent += key;
  }

  heal(): void {
    this.telephone.sound?.heal();
  }
}

/** Of the call's bar; in its parts. */
export const [getConversation, setConversation] = createContext<Conversation>();
