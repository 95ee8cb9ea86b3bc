/** What the last verification has found, and the one that goes on. */
import { sentenceOf } from '../api/client';
import { day, hourWithSeconds } from '../time/format';
import { t, word } from '../words';
import type { Chain, Finding, Proof, ProofApi, RecordingFinding, RecordingsVerification, Verification } from './proof_api';

export const ASK_MS = 1000; // while one goes on
const LATE_S = 60;

/** Something that is wrong, with the log that it stands in; '' for the signed files. */
export interface Told {
  log: string;
  finding: Finding;
}

export function isGoing(run: Verification | RecordingsVerification | null): boolean {
  return run?.state === 'waiting' || run?.state === 'running';
}

/** Everything that is named, in the order of the logs; the signed files last. */
export function findingsOf(run: Verification): Told[] {
  return [
    ...run.logs.flatMap(({ log, findings }) => findings.map((finding) => ({ log, finding }))),
    ...run.anchor_findings.map((finding) => ({ log: '', finding })),
  ];
}

/** How much is wrong; more than is named where there is much. */
export function wrongOf(run: Verification): number {
  return run.logs.reduce((sum, log) => sum + log.wrong, 0) + run.anchor_findings.length;
}

export function sumOf(run: Verification, of: 'rows' | 'blocks'): number {
  return run.logs.reduce((sum, log) => sum + log[of], 0);
}

/** One finding as a sentence: which log, what, which row. */
export function sentence({ log, finding }: Told): string {
  const w = t.proof.findings;
  const place = [
    finding.number !== null ? w.row(finding.number) : finding.block > 0 ? w.ofBlock(finding.block) : '',
    finding.at !== null ? w.of(`${day(finding.at)}, ${hourWithSeconds(finding.at)}`) : '',
  ];
  const name = log === '' ? w.anchors : word(t.proof.logs, log);
  return w.sentence(name, w.faults[finding.fault] ?? finding.told, place.filter(Boolean).join(', '));
}

/** Where a finding about recordings is: the recording, its store and file, the row of the log. */
export function placeOf(finding: RecordingFinding): string {
  const w = t.proof.findings;
  const parts = [finding.recording, finding.store, finding.object, finding.number !== null ? w.row(finding.number) : null];
  return parts.filter(Boolean).join(', ');
}

/** Rows should be in a block within a minute. `at`: milliseconds. */
export function isLate(chain: Chain, at: number): boolean {
  return chain.tail_since !== null && at - Date.parse(chain.tail_since) > LATE_S * 1000;
}

export class ProofOfLogs {
  proof = $state.raw<Proof | null>(null);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  isBusy = $state(false);
  askFailure = $state('');
  isBusyWithRecordings = $state(false);
  askRecordingsFailure = $state('');
  /** One that was followed here has ended. */
  isDone = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isOn = true;

  constructor(private readonly api: ProofApi) {}

  /** The one that waits or goes on; null: none. */
  get going(): Verification | null {
    const asked = this.proof?.asked ?? null;
    return isGoing(asked) ? asked : null;
  }

  /** The same of the recordings. */
  get goingRecordings(): RecordingsVerification | null {
    const asked = this.proof?.recordings_asked ?? null;
    return isGoing(asked) ? asked : null;
  }

  async load(): Promise<void> {
    if (this.proof === null) this.state = 'loading';
    const before = this.going;
    const isFollowed = before !== null || this.goingRecordings !== null;
    try {
      this.proof = await this.api.read();
      this.failure = '';
      this.state = 'there';
      if (before !== null && this.going === null && this.proof.verification?.id === before.id) this.isDone = true;
    } catch (error) {
      this.failure = sentenceOf(error, t.proof.failed);
      // What is known stays in sight while one is followed.
      if (!isFollowed) this.state = 'failed';
    }
    this.#follow();
  }

  async verify(): Promise<void> {
    if (this.isBusy || this.going !== null) return;
    this.isBusy = true;
    this.isDone = false;
    this.askFailure = '';
    try {
      const asked = await this.api.verify();
      if (this.proof !== null) this.proof = { ...this.proof, asked };
      this.#follow();
    } catch (error) {
      this.askFailure = sentenceOf(error, t.proof.verify.notAsked);
    } finally {
      this.isBusy = false;
    }
  }

  async verifyRecordings(): Promise<void> {
    if (this.isBusyWithRecordings || this.goingRecordings !== null) return;
    this.isBusyWithRecordings = true;
    this.askRecordingsFailure = '';
    try {
      const asked = await this.api.verifyRecordings();
      if (this.proof !== null) this.proof = { ...this.proof, recordings_asked: asked };
      this.#follow();
    } catch (error) {
      this.askRecordingsFailure = sentenceOf(error, t.proof.verify.notAsked);
    } finally {
      this.isBusyWithRecordings = false;
    }
  }

  stop(): void {
    this.#isOn = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #follow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const isGoingOn = this.going !== null || this.goingRecordings !== null;
    if (this.#isOn && isGoingOn) this.#timer = setTimeout(() => void this.load(), ASK_MS);
  }
}
