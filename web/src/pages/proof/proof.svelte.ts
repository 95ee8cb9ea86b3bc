/** What the last verification has found, and the one that goes on. */
import { Doing } from '../../data/doing.svelte';
import { Following } from '../../data/following.svelte';
import { Loaded } from '../../data/loaded.svelte';
import { day, hourWithSeconds } from '../../time/format';
import { t, word } from '../../words';
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
  readonly loaded: Loaded<Proof>;
  readonly verifying = new Doing();
  readonly verifyingRecordings = new Doing();
  /** One that was followed here has ended. */
  isDone = $state(false);
  readonly following = new Following(
    () => this.#look(),
    () => this.going !== null || this.goingRecordings !== null,
    ASK_MS,
  );

  constructor(private readonly api: ProofApi) {
    this.loaded = new Loaded(() => api.read());
  }

  get proof(): Proof | null {
    return this.loaded.value;
  }

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

  async verify(): Promise<void> {
    if (this.going !== null) return;
    this.isDone = false;
    await this.verifying.run(async () => this.#put({ asked: await this.api.verify() }), { failed: t.proof.verify.notAsked });
  }

  async verifyRecordings(): Promise<void> {
    if (this.goingRecordings !== null) return;
    const ask = async () => this.#put({ recordings_asked: await this.api.verifyRecordings() });
    await this.verifyingRecordings.run(ask, { failed: t.proof.verify.notAsked });
  }

  #put(change: Partial<Proof>): void {
    if (this.proof !== null) this.loaded.value = { ...this.proof, ...change };
  }

  /** What is known stays in sight when an answer is missing. */
  async #look(): Promise<void> {
    const before = this.going;
    const proof = await this.api.read();
    this.loaded.value = proof;
    if (before !== null && this.going === null && proof.verification?.id === before.id) this.isDone = true;
  }
}
