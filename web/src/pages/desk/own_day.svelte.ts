/** The consultant's calls of today, and the steps of those that were opened. */
import { sentenceOf } from '../../api/client';
import type { CallDetail } from '../../conversation/conversation_api';
import { milliseconds } from '../../time/format';
import type { CallOut, DeskApi } from './desk_api';

const WARSAW_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw', dateStyle: 'short' });

/** "2026-11-27": the day in Warsaw of a moment. */
export function dayOf(moment: number): string {
  return WARSAW_DAY.format(moment);
}

export class OwnDay {
  calls = $state.raw<CallOut[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  /** The call whose steps are shown. */
  opened = $state<string | null>(null);
  detail = $state.raw<CallDetail | null>(null);
  openedFailure = $state('');

  constructor(private readonly api: DeskApi) {}

  /** Seconds of conversation today. */
  get talkTime(): number {
    return this.calls.reduce((sum, call) => sum + (call.talk_time ?? 0), 0);
  }

  get talkedCount(): number {
    return this.calls.filter((call) => call.connected_at !== null).length;
  }

  async load(now: number): Promise<void> {
    if (this.state === 'none') this.state = 'loading';
    try {
      const found = await this.api.ownCalls(dayOf(now));
      this.calls = [...found].sort((a, b) => milliseconds(b.started_at) - milliseconds(a.started_at));
      this.state = 'there';
      this.failure = '';
    } catch (error) {
      this.failure = sentenceOf(error, '');
      this.state = 'failed';
    }
  }

  /** Opens it, or closes it when it is open. The look is written down by the server. */
  async toggle(call: string): Promise<void> {
    if (this.opened === call) {
      this.opened = null;
      return;
    }
    this.opened = call;
    this.detail = null;
    this.openedFailure = '';
    try {
      const detail = await this.api.call(call);
      if (this.opened === call) this.detail = detail;
    } catch (error) {
      if (this.opened === call) this.openedFailure = sentenceOf(error, '');
    }
  }
}
