/**
 * Taking part in conversations on the own telephone: asked with a reason; that it goes on, and by whom, the live state tells.
 * How one takes part is changed in the bar (`SupervisorBar.svelte`).
 */
import { sentenceOf } from '../api/client';
import type { AgentCall, ListeningLive } from '../live/protocol';
import { t } from '../words';
import type { ListeningInApi, ListeningNow, Mode } from './listening_in_api';

export const LOOK_MS = 1000;
export const LEAST_REASON = 5;

const STATES = { listen: 'listening', whisper: 'whispering', barge_in: 'talking' } as const;

export class ListeningIn {
  /** Whose conversation is asked for. */
  asked = $state.raw<{ agent: string; name: string; isWhisperOnly: boolean; first: Mode } | null>(null);
  /** Of which consultant something is asked of the server now; empty: of none. */
  busyWith = $state('');
  failure = $state('');
  /** The conversation for which the own telephone rings; the live state does not tell of that. */
  #rings = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly me: string,
    private readonly api: ListeningInApi,
    /** By the consultant; reactive. */
    private readonly live: ReadonlyMap<string, ListeningLive>,
  ) {}

  /** As it is for this account. */
  stateOf(agent: string, call: AgentCall | null | undefined): ListeningNow['state'] {
    const live = this.live.get(agent);
    if (live?.listener === this.me) return call?.phase === 'talking' ? STATES[live.mode ?? 'listen'] : 'silent';
    return this.#rings === agent ? 'ringing' : 'none';
  }

  /** Somebody else who hears it, by the account's name; empty: nobody. */
  otherOf(agent: string): string {
    const listener = this.live.get(agent)?.listener ?? '';
    return listener === this.me ? '' : listener;
  }

  /** `isWhisperOnly`: the caller is another office's. `first`: the way that is chosen at first. */
  ask(agent: string, name: string, isWhisperOnly = false, first: Mode = 'listen'): void {
    this.failure = '';
    this.asked = { agent, name, isWhisperOnly, first };
  }

  close(): void {
    this.asked = null;
  }

  /** The own telephone rings, or `failure` says why not. */
  async give(reason: string, mode: Mode): Promise<void> {
    const agent = this.asked?.agent;
    if (agent === undefined || this.busyWith) return;
    this.busyWith = agent;
    this.failure = '';
    try {
      await this.api.begin(agent, reason, mode);
      this.asked = null;
      this.#rings = agent;
      this.#lookLater();
    } catch (error) {
      this.failure = sentenceOf(error, t.listeningIn.failed);
    } finally {
      this.busyWith = '';
    }
  }

  async end(agent: string): Promise<void> {
    this.busyWith = agent;
    try {
      await this.api.end(agent);
    } catch {
      // It is over already; the live state tells.
    } finally {
      this.busyWith = '';
      if (this.#rings === agent) this.#rings = '';
    }
  }

  /** The page is left. The telephone stays as it is. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#rings = '';
  }

  /** Does the own telephone ring on? Only asked while it does. */
  async #look(): Promise<void> {
    const agent = this.#rings;
    if (agent === '') return;
    try {
      if ((await this.api.look(agent)).state !== 'ringing' && this.#rings === agent) this.#rings = '';
    } catch {
      // The server is away for a moment: what was known stays until it is back.
    }
    if (this.#rings === agent) this.#lookLater();
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
  }
}
