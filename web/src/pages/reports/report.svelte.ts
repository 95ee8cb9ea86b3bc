/** One report as it is shown: the answer to the last question, the calls behind a number, files. */
import { sentenceOf } from '../../api/client';
import { EVERY_CALL, type CallFilter } from '../../call_list/filters';
import { Pages } from '../../data/pages.svelte';
import { now } from '../../time/clock.svelte';
import { t } from '../../words';
import type { Opened } from './question';
import type { Answer, FigureCall, Format, ReportQuestion, ReportsApi } from './reports_api';

export class ReportRun {
  /** Of the last question that was answered; stays while another one is asked. */
  answer = $state.raw<Answer | null>(null);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  /** What it is the answer to. */
  answered = $state.raw<ReportQuestion | null>(null);
  /** When it was answered, in milliseconds by the server's clock. */
  answeredAt = $state(0);
  readonly calls: Pages<FigureCall>;
  /** How many cases the calls of the opened figure are. */
  total = $state<number | null>(null);
  /** Which file is being made. */
  making = $state<Format | null>(null);
  fileFailure = $state('');
  fileDone = $state('');
  #question: ReportQuestion | null = null;
  #asked = '';
  #opened: Opened | null = null;
  #only: CallFilter = EVERY_CALL;
  #openedOf = '';
  #running: AbortController | null = null;
  #round = 0;

  constructor(
    private readonly api: ReportsApi,
    private readonly save: (content: Blob, name: string) => void,
  ) {
    this.calls = new Pages(
      (after) => this.#callsAfter(after),
      () => t.reports.calls.failed,
    );
  }

  /** Is what is shown the answer to what was asked last? */
  get isCurrent(): boolean {
    return this.state === 'there';
  }

  /** A question that goes on is cut off. The same one is not asked again, unless it has failed, or `isAnew`. */
  async ask(question: ReportQuestion, isAnew = false): Promise<void> {
    const asked = JSON.stringify(question);
    if (asked === this.#asked && this.state !== 'failed' && !isAnew) return;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#asked = asked;
    this.#question = question;
    this.fileFailure = this.fileDone = '';
    this.state = 'loading';
    try {
      const answer = await this.api.run(question, running.signal);
      if (running.signal.aborted) return;
      this.answer = answer;
      this.answered = question;
      this.answeredAt = now();
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      if (running.signal.aborted) return;
      this.failure = sentenceOf(error, t.reports.failed);
      this.state = 'failed';
    }
  }

  /** The last question once more. */
  async again(): Promise<void> {
    if (this.#question !== null) await this.ask(this.#question, true);
  }

  /** Nobody waits for it any more. What was answered stays. */
  stop(): void {
    if (this.state !== 'loading') return;
    this.#running?.abort();
    this.#asked = '';
    this.state = 'failed';
    this.failure = t.reports.stopped;
  }

  /** The calls of a figure, as far as they are wanted; null closes them. Of the same ones what was read already stays. */
  async open(opened: Opened | null, only: CallFilter = EVERY_CALL): Promise<void> {
    const openedOf = opened === null ? '' : JSON.stringify([opened, only, this.#asked]);
    if (openedOf === this.#openedOf) return;
    this.#openedOf = openedOf;
    this.#opened = opened;
    this.#only = only;
    this.#round += 1;
    this.total = null;
    this.calls.rows = [];
    if (opened !== null) await this.calls.load();
  }

  async #callsAfter(after: string | null) {
    const [opened, only, question, round] = [this.#opened, this.#only, this.#question, this.#round];
    if (opened === null || question === null) return { rows: [], after: null };
    const part = await this.api.calls(question, opened, only, after);
    if (round === this.#round) this.total = part.total;
    return part;
  }

  async file(format: Format): Promise<void> {
    const question = this.#question;
    if (question === null || this.making !== null) return;
    this.making = format;
    this.fileFailure = this.fileDone = '';
    try {
      const { content, name } = await this.api.file(question, format);
      this.save(content, name);
      this.fileDone = t.reports.files.done(name);
    } catch (error) {
      this.fileFailure = sentenceOf(error, t.reports.files.failed);
    } finally {
      this.making = null;
    }
  }
}
