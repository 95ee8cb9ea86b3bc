/** The desk of one consultant: shift, conversation and telephone of a tab, and what stands beside them on the desk's page. */
import { createContext, untrack } from 'svelte';
import { Asking } from '../../api/asking.svelte';
import { sentenceOf } from '../../api/client';
import type { CallContextApi } from '../../conversation/call_context_api';
import { Conversation, type ConversationMirror } from '../../conversation/conversation.svelte';
import type { DeskInfo } from '../../conversation/conversation_api';
import type { Person } from '../../conversation/person';
import type { KnowledgeApi } from '../../knowledge/knowledge_api';
import type { CentreLive } from '../../live/protocol';
import type { Kept } from '../../telephone/kept';
import { OwnTelephone, type TelephoneMirror, type TelephoneParts } from '../../telephone/own_telephone.svelte';
import { now } from '../../time/clock.svelte';
import { isoDay, yearsBetween } from '../../time/format';
import { t } from '../../words';
import { ClientSide } from './client_side.svelte';
import type { ClientSideApi } from './client_side_api';
import type { DeskApi } from './desk_api';
import type { Outcome } from './entry_fields';
import { OwnDay } from './own_day.svelte';
import { Shift } from './shift.svelte';
import * as states from './states';

/** What the desk reads of `live/mirror.svelte.ts`. */
export interface MirrorPart extends ConversationMirror, TelephoneMirror {
  readonly centre: ReadonlyMap<string, CentreLive>;
}

export interface DeskParts extends Omit<TelephoneParts, 'mirror'> {
  /** The account, which is the consultant's id. */
  me: string;
  mirror: MirrorPart;
  api: DeskApi;
  clients: ClientSideApi;
  context: CallContextApi;
  knowledge: KnowledgeApi;
  kept: Kept;
}

export type Stage = 'loading' | 'failed' | 'elsewhere' | 'before_shift' | 'shift';

const FACTS_MS = 1500; // what has just ended stands in the list by then

export class Desk {
  readonly asking = new Asking<string>(() => t.desk.failures.action);
  readonly telephone: OwnTelephone;
  readonly conversation: Conversation;
  readonly shift: Shift;
  readonly day: OwnDay;
  readonly client: ClientSide;
  readonly knowledge: KnowledgeApi;

  infoFailure = $state('');
  /** What is beside the call. */
  beside = $state<'client' | 'knowledge'>('client');

  #lastOutcome = $state<Outcome | null>(null);
  readonly #parts: DeskParts;
  #offs: (() => void)[] = [];

  constructor(parts: DeskParts) {
    const { me, api, mirror, kept, context } = parts;
    this.#parts = parts;
    this.#lastOutcome = kept.outcome;
    this.telephone = new OwnTelephone(parts, this.asking);
    const { asking, telephone } = this;
    this.client = new ClientSide(parts.clients);
    this.conversation = new Conversation({ me, mirror, api, context, kept, telephone, asking, person: () => this.#person });
    this.shift = new Shift({ me, api, agent: () => this.conversation.agent, telephone, asking });
    this.day = new OwnDay(api);
    this.knowledge = parts.knowledge;
  }

  get info(): DeskInfo | null {
    return this.conversation.info;
  }

  /** Of the card that is looked at for the call at hand. */
  readonly #person = $derived.by<Person | null>(() => {
    const { identity, contact_data: contact } = this.client.state === 'known' ? (this.client.opened.view ?? {}) : {};
    if (!identity) return null;
    return {
      name: `${identity.first_name} ${identity.last_name}`,
      age: identity.birth_date === null ? null : yearsBetween(identity.birth_date, isoDay(untrack(now))),
      sex: identity.sex,
      numbers: contact ? [contact.phone, contact.sms_number].filter((number) => number !== null) : null,
    };
  });

  /** What came of the call that was written down last: one key away in the next one. */
  get lastOutcome(): Outcome | null {
    return this.#lastOutcome;
  }

  set lastOutcome(outcome: Outcome | null) {
    this.#lastOutcome = this.#parts.kept.outcome = outcome;
  }

  readonly trouble = $derived.by(() => {
    const { sound } = this.telephone;
    const registration = sound?.registration;
    return states.trouble({
      agent: this.conversation.agent,
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
    if (this.telephone.isElsewhere) return 'elsewhere';
    if (this.info === null) return this.infoFailure ? 'failed' : 'loading';
    if (this.conversation.agent === null && !this.#parts.mirror.isFresh) return 'loading';
    return this.shift.isOn ? 'shift' : 'before_shift';
  });

  /** As far as is seen here; the server has the last word, but tells it only to pages that say how they are. */
  readonly mayTakeOver = $derived.by(() => this.conversation.call === null);

  /** The figures of the queues that one may see, the own office's first. */
  readonly queues = $derived.by(() => {
    const own = this.info?.office;
    return [...this.#parts.mirror.queues.entries()]
      .filter(([office, queue]) => office === own || (queue.waiting ?? 0) > 0 || (queue.there ?? 0) > 0)
      .sort(([a], [b]) => Number(b === own) - Number(a === own) || a.localeCompare(b))
      .map(([office, queue]) => ({ office, name: this.conversation.officeName(office), ...queue }));
  });

  pauseName(id: string | null | undefined): string {
    return this.info?.pauseReasons.find((reason) => reason.id === id)?.name ?? '';
  }

  /** Until the function that comes back is called. */
  start(): () => void {
    this.#offs = [
      this.telephone.start(),
      this.conversation.start(),
      this.conversation.onOver(() => {
        if (this.day.state !== 'none') setTimeout(() => void this.day.load(now()), FACTS_MS);
      }),
      $effect.root(() => {
        $effect(() => {
          if (this.shift.isOn) this.telephone.isWanted = true;
        });
        $effect(() => {
          // Whoever does not talk here does not look at whose call it is: each look is written down.
          const { call, agent, shownCall } = this.conversation;
          const isOver = agent !== null && shownCall === null;
          const isElsewhere = this.stage === 'elsewhere';
          untrack(() => {
            if (isOver || isElsewhere) this.client.forget();
            else if (call !== null) this.client.look(call, call.phase !== 'offered');
          });
        });
        $effect(() => {
          if (this.#parts.mirror.isConnected) untrack(() => this.client.hurry());
        });
      }),
    ];
    void this.loadInfo();
    return () => this.stop();
  }

  stop(): void {
    for (const off of this.#offs) off();
    this.#offs = [];
    this.client.stop();
  }

  async loadInfo(): Promise<void> {
    this.infoFailure = '';
    try {
      const info = await this.#parts.api.info();
      this.telephone.allow(info.hasBrowserTelephone, info.iceServers);
      this.conversation.info = info;
    } catch (error) {
      this.infoFailure = sentenceOf(error, t.desk.failures.info);
    }
  }

  /** The one button beside the sentence about what is wrong. */
  async mend(): Promise<void> {
    const { sound } = this.telephone;
    await this.asking.ask('mend', async () => {
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
          await this.#parts.api.wish(this.#parts.me, 'ready');
          break;
        default:
          break;
      }
    });
  }
}

/** Of the desk's page; in its parts. */
export const [getDesk, setDesk] = createContext<Desk>();
