/** Trying rules on callers of the past: how far it is, what came of it, and for which rules. */
import { sentenceOf } from '../../api/errors';
import { duration } from '../../time/format';
import { t } from '../../words';
import type { Line, Period, Policy, QueueRulesApi, WhatIf } from './queue_rules_api';
import { decimal } from './sentences';

export type Figure = WhatIf['offices'][number]['figures'][number];
export type FigureKey = keyof typeof t.queueRules.whatIf.keys;

export class WhatIfRun {
  isBusy = $state(false);
  failure = $state('');
  isStopped = $state(false);
  line = $state.raw<Line | null>(null);
  answer = $state.raw<WhatIf | null>(null);
  #tried = $state('');
  #running: AbortController | null = null;

  constructor(private readonly api: QueueRulesApi) {}

  /** 0 to 1. */
  get progress(): number {
    return this.line ? this.line.done / this.line.of : 0;
  }

  /** Are these the rules of which the answer tells? */
  isOf(policy: Policy): boolean {
    return this.#tried === JSON.stringify(policy);
  }

  /** Never raises. Another run that goes on is broken off. */
  async start(office: string, policy: Policy, period: Period): Promise<void> {
    this.stop();
    const running = (this.#running = new AbortController());
    this.forget();
    this.isBusy = true;
    try {
      const answer = await this.api.tryOut(office, policy, period, (line) => running === this.#running && (this.line = line), running.signal);
      if (running !== this.#running) return;
      this.answer = answer;
      this.#tried = JSON.stringify(policy);
    } catch (error) {
      if (running !== this.#running) return;
      if (running.signal.aborted) this.isStopped = true;
      else this.failure = sentenceOf(error, t.queueRules.whatIf.failed);
    } finally {
      if (running === this.#running) this.isBusy = false;
    }
  }

  stop(): void {
    this.#running?.abort();
  }

  forget(): void {
    this.failure = '';
    this.isStopped = false;
    this.line = this.answer = null;
  }
}

/** "66,7 %", "1 min 5 s", "0,982". */
export function valueOf(key: string, value: number | null): string {
  if (value === null) return '–';
  if (key.endsWith('_percent')) return `${decimal(value, 1)} %`;
  if (key.endsWith('_s')) return duration(Math.round(value));
  return decimal(value, key.startsWith('jain') ? 3 : 1);
}

export function nameOf({ key }: Figure): string {
  return t.queueRules.whatIf.keys[key as FigureKey];
}
