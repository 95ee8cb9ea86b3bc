/** The quality of a call while it lasts, measured every two seconds, and its figures when it is over. */
import { Emitter } from './emitter';
import type { Phone, Session } from './phone';
import { added, type CallFigures, type Counts, counts, judged, NO_FIGURES, progressed, type Quality, type Since } from './quality';
import { browserTimers, type Timers } from './timers';

export type { CallFigures, Quality, Word } from './quality';

export interface HealthEvents {
  /** Null when the call is over. */
  quality: Quality | null;
  /** `id` is that of the telephone's session. Calls of `echo` are left out. */
  finished: CallFigures & { readonly id: string };
}

const INTERVAL = 2_000;

export class CallHealth extends Emitter<HealthEvents> {
  readonly #phone: Phone;
  readonly #timers: Timers;
  #now: Quality | null = null;
  #counts: Counts | null = null;
  #since: Since | null = null;
  #figures: CallFigures = NO_FIGURES;
  #isSoundExpected = true;
  #isMeasuring = false;
  #session = '';
  #stopTimer: () => void = () => {};

  constructor({ phone, timers = browserTimers }: { phone: Phone; timers?: Timers }) {
    super();
    this.#phone = phone;
    this.#timers = timers;
    phone.on('session', (session) => this.#sessionIs(session));
  }

  get now(): Quality | null {
    return this.#now;
  }

  /** False while the call is held: nothing comes then, and nothing is wrong. */
  expectSound(isExpected: boolean): void {
    if (isExpected && !this.#isSoundExpected && this.#since !== null) {
      this.#since = { ...this.#since, receivedAt: this.#timers.now() };
    }
    this.#isSoundExpected = isExpected;
  }

  /** One measurement; by itself every two seconds. */
  async measure(): Promise<void> {
    const media = this.#phone.media;
    if (media === null || this.#isMeasuring) return;
    this.#isMeasuring = true;
    const session = this.#session;
    try {
      const report = await media.connection.getStats();
      if (session === this.#session && session !== '') this.#take(counts(report as Iterable<readonly [string, unknown]>, this.#timers.now()));
    } catch {
      // the connection was closed meanwhile
    } finally {
      this.#isMeasuring = false;
    }
  }

  #take(next: Counts): void {
    const before = this.#counts;
    this.#since = progressed(before, next, this.#since);
    this.#now = judged(before, next, this.#since, this.#isSoundExpected);
    this.#figures = added(this.#figures, this.#now, next, before === null ? 0 : (next.at - before.at) / 1000);
    this.#counts = next;
    this.emit('quality', this.#now);
  }

  #sessionIs({ state, id, target }: Session): void {
    if (state === 'up' && this.#session !== id) {
      this.#session = id;
      this.#isSoundExpected = true;
      void this.measure();
      this.#stopTimer = this.#timers.every(INTERVAL, () => void this.measure());
    } else if (state === 'ended' && this.#session === id && id !== '') {
      this.#stopTimer();
      const figures = this.#figures;
      [this.#session, this.#now, this.#counts, this.#since, this.#figures] = ['', null, null, null, NO_FIGURES];
      this.emit('quality', null);
      if (target !== 'echo') this.emit('finished', Object.freeze({ ...figures, id }));
    }
  }
}
