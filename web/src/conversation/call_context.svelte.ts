/** The context of the call at hand, from the offer on: asked again while it is not written yet who calls. */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { AgentCall } from '../live/protocol';
import type { CallContextApi, DeskContext } from './call_context_api';

const RETRIES_MS = [60, 150, 400, 1000, 1000, 2000, 5000];

export class CallContext {
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  context = $state.raw<DeskContext | null>(null);
  #call: AgentCall | null = null;
  #tries = 0;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly api: CallContextApi) {}

  /** Harmless for the call that is looked at already; asked anew when somebody has answered, or knows more of the caller. */
  look(call: AgentCall): void {
    const before = this.#call;
    this.#call = call;
    if (before?.id !== call.id) {
      this.#drop();
      this.#call = call;
      this.state = 'loading';
      this.again();
    } else if ((before.phase === 'offered') !== (call.phase === 'offered') || before.verified_by !== call.verified_by) {
      this.again();
    }
  }

  again(): void {
    if (this.#call === null) return;
    this.#tries = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    void this.#ask(this.#call.id);
  }

  /** What was known of the caller leaves the page. */
  forget(): void {
    this.#drop();
  }

  #drop(): void {
    this.#round += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#call = null;
    this.context = null;
    this.failure = '';
    this.state = 'none';
  }

  async #ask(callId: string): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.#timer = null;
    try {
      const found = await this.api.context();
      if (round !== this.#round) return;
      const isThis = found?.call_id === callId;
      if (isThis) {
        this.context = found;
        this.state = 'there';
      }
      if (!isThis || found.is_caller_late) this.#later(callId, isThis);
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.desk.context.failed);
      this.#later(callId, false);
    }
  }

  #later(callId: string, isThere: boolean): void {
    const wait = RETRIES_MS[this.#tries];
    this.#tries += 1;
    if (wait !== undefined) this.#timer = setTimeout(() => void this.#ask(callId), wait);
    else if (!isThere && this.context === null) {
      this.failure ||= t.desk.context.failed;
      this.state = 'failed';
    }
  }
}
